/**
 * Full screen, where only the video is: it needs the browser's own controls, and the focus, so that
 * the keys of the player work there at once. Gives the function that goes there and back.
 */
export function fullScreen(video, complain) {
  let before = null; // what had the focus

  function enter() {
    before ??= document.activeElement;
    video.tabIndex = 0;
    video.focus({ preventScroll: true });
  }

  function leave() {
    video.tabIndex = -1;
    before?.focus({ preventScroll: true });
    before = null;
  }

  leave();
  document.addEventListener("fullscreenchange", () => {
    const isFull = document.fullscreenElement === video;
    if (isFull === video.controls) return;
    video.controls = isFull;
    if (isFull) enter();
    else leave();
  });

  /** Refused in a frame without the permission; not there at all in some browsers. */
  return async function toggle() {
    try {
      if (document.fullscreenElement) {
        await document.exitFullscreen();
      } else if (video.requestFullscreen) {
        enter(); // a key may come before the screen is full
        await video.requestFullscreen();
      } else {
        video.webkitEnterFullscreen(); // Safari on iPhone
      }
    } catch {
      leave();
      complain();
    }
  };
}
