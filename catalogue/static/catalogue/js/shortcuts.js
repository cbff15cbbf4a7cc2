/** The keys of the player. They work only while it has the focus: elsewhere they are the page's. */

const HAS_SPACE = "button, select, summary, input:not([type='range'])"; // a use of its own for it
const HAS_LETTERS = "select";

/**
 * Have each key of the list do what the list says: `actions` by the name that an entry has in
 * `data-shortcut`; its keys stand in `data-keys`, in small letters, apart by spaces.
 */
export function shortcuts(root, actions) {
  const list = root.querySelector("[data-player-shortcuts]");
  const show = () => list.open || list.showModal();
  const entries = new Map();
  for (const { dataset } of list.querySelectorAll("[data-shortcut]")) {
    const act = actions[dataset.shortcut] ?? show;
    for (const key of dataset.keys.split(" ")) entries.set(key, { act, ...dataset });
  }

  root.querySelector("[data-player-keys]").addEventListener("click", show);
  list.querySelector("[data-player-keys-close]").addEventListener("click", () => list.close());
  list.addEventListener("click", ({ target }) => target === list && list.close());

  root.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (list.contains(target) || target.closest(HAS_LETTERS)) return;
    if (key === " " && target.closest(HAS_SPACE)) return;
    const entry = entries.get(key === " " ? "space" : key.toLowerCase());
    if (!entry) return;
    event.preventDefault();
    if (!event.repeat || "repeats" in entry) entry.act();
  });
  // A browser's own controls take the space bar on its way up, and would undo what was done.
  const keep = (event) => {
    if (event.key !== " " || !event.target.matches("video")) return;
    event.preventDefault();
    event.stopPropagation();
  };
  root.addEventListener("keyup", keep, { capture: true });
}
