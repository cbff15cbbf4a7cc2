/* Who logs out leaves nothing that was not saved in this browser. */
import { PREFIX } from "./unsaved.js";

document.addEventListener("submit", ({ target }) => {
  if (target.id !== "logout-form") return;
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
  } catch {
    // A browser that forbids the store has kept nothing.
  }
});
