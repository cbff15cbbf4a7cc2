/** The projection of a fragment: the player has the focus, and Escape leads back to the fragment. */

const wayBack = document.querySelector("[data-leave]");

if (wayBack) {
  document.querySelector("[data-player]")?.focus({ preventScroll: true });
  document.addEventListener("keydown", ({ key, defaultPrevented }) => {
    const isOfAnother = document.fullscreenElement || document.querySelector("dialog[open]");
    if (key === "Escape" && !defaultPrevented && !isOfAnother) wayBack.click();
  });
}
