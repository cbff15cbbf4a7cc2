/**
 * Keeps the player at hand: once something has been played, it comes to the bottom of the window
 * whenever its own place is out of sight. The page keeps that place open, and keeps whatever has
 * the focus clear of the dock.
 */
export function dock(root, playback) {
  const slot = root.dataset.player === "place" ? root.parentElement : null;
  const expand = root.querySelector("[data-player-expand]");
  const words = { more: expand.textContent, less: expand.dataset.wordsLess };
  let isInSight = Boolean(slot);
  let isWanted = false;

  function settle() {
    const isDocked = isWanted && !isInSight;
    if (isDocked === root.hasAttribute("data-docked")) return;
    if (slot) slot.style.minBlockSize = isDocked ? `${root.offsetHeight}px` : "";
    if (!slot) root.hidden = !isDocked;
    root.toggleAttribute("data-docked", isDocked);
    document.documentElement.toggleAttribute("data-docked", isDocked);
    setExpanded(false);
  }

  function setExpanded(isExpanded) {
    root.toggleAttribute("data-expanded", isExpanded);
    expand.setAttribute("aria-expanded", String(isExpanded));
    expand.textContent = isExpanded ? words.less : words.more;
  }

  playback.addEventListener("change", () => {
    if (playback.isOn || !slot) isWanted = true; // without a place, all that it does was asked for
    settle();
  });
  expand.addEventListener("click", () => setExpanded(!root.hasAttribute("data-expanded")));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.hasAttribute("data-expanded")) {
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
  new ResizeObserver(() => {
    if (root.hasAttribute("data-docked") && !root.hasAttribute("data-expanded")) {
      document.documentElement.style.setProperty("--dock", `${root.offsetHeight}px`);
    }
  }).observe(root);
}
