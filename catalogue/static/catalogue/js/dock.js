/**
 * Keeps the player at hand: once something has been played, it comes to the bottom of the window
 * whenever its own place is out of sight. The page keeps that place open, and keeps whatever has
 * the focus clear of the dock.
 */
export function dock(root, playback) {
  const slot = root.dataset.player === "place" ? root.parentElement : null;
  const expand = root.querySelector("[data-player-expand]");
  const card = expand.closest(".player__card");
  const words = { more: expand.textContent, less: expand.dataset.wordsLess };
  let isInSight = Boolean(slot);
  let isWanted = false;

  function settle() {
    const isDocked = isWanted && !isInSight;
    if (isDocked === root.hasAttribute("data-docked")) return;
    if (slot) slot.style.minBlockSize = isDocked ? `${root.offsetHeight}px` : "";
    if (!slot) {
      root.hidden = !isDocked;
      for (const skip of document.querySelectorAll("[data-player-skip]")) skip.hidden = root.hidden;
    }
    root.toggleAttribute("data-docked", isDocked);
    document.documentElement.toggleAttribute("data-docked", isDocked);
    setExpanded(false);
  }

  function setExpanded(isExpanded) {
    root.toggleAttribute("data-expanded", isExpanded);
    expand.setAttribute("aria-expanded", String(isExpanded));
    expand.textContent = isExpanded ? words.less : words.more;
    showMore();
  }

  /** Whether what was opened goes on below. */
  function showMore() {
    const below = card.scrollHeight - card.clientHeight - card.scrollTop;
    root.toggleAttribute("data-more", root.hasAttribute("data-expanded") && below > 2);
  }

  playback.addEventListener("change", () => {
    // Without a place it has nothing to play but what was asked for.
    if (playback.isOn || (!slot && playback.item)) isWanted = true;
    settle();
  });
  expand.addEventListener("click", () => setExpanded(!root.hasAttribute("data-expanded")));
  root.addEventListener("keydown", (event) => {
    const isOfThis = !event.target.closest("dialog");
    if (event.key === "Escape" && isOfThis && root.hasAttribute("data-expanded")) {
      setExpanded(false);
      expand.focus();
    }
  });
  root.querySelector("[data-player-close]").addEventListener("click", () => {
    playback.pause();
    isWanted = false;
    settle();
    const played = document.querySelector("li[aria-current] [data-play]");
    (played ?? document.querySelector("main")).focus({ preventScroll: true });
  });
  if (slot) {
    new IntersectionObserver(([entry]) => {
      isInSight = entry.isIntersecting;
      settle();
    }).observe(slot);
  }
  card.addEventListener("scroll", showMore, { passive: true });
  new ResizeObserver(() => {
    showMore();
    if (root.hasAttribute("data-docked") && !root.hasAttribute("data-expanded")) {
      document.documentElement.style.setProperty("--dock", `${root.offsetHeight}px`);
    }
  }).observe(root);
}
