/** The themes in the list of fragments: each act is written at once, said, and can be taken back. */

import { ThemeBox, words } from "./themes.js";

const form = document.getElementById("changelist-form");
let way = null; // back from the last act: the box, and what the server gave for it

const told = Object.assign(document.createElement("div"), { className: "themes-told", hidden: true });
const sentence = document.createElement("span");
sentence.setAttribute("role", "status");
const back = Object.assign(document.createElement("button"), {
  type: "button",
  className: "button",
  hidden: true,
});
told.append(sentence, back);
back.addEventListener("click", goBack);

/** Show and read out what came of an act. */
function tell(said, { isFailed = false } = {}) {
  told.hidden = !said;
  told.classList.toggle("themes-told--failed", isFailed);
  sentence.textContent = said;
  back.hidden = way === null;
}

const spoken = Object.assign(document.createElement("p"), { className: "visually-hidden" });
spoken.setAttribute("role", "status");

class FragmentThemes {
  #queue = Promise.resolve(); // acts on one fragment are sent in their order

  constructor(cell) {
    this.url = cell.dataset.fragmentThemes;
    this.placements = [...cell.querySelectorAll("li")].map((item) => ({
      key: item.dataset.key,
      name: item.querySelector(".theme__name").textContent,
      isProposed: "isProposed" in item.dataset,
      mark: item.dataset.mark,
    }));
    const root = document.createElement("div");
    cell.replaceChildren(root);
    this.box = new ThemeBox(root, {
      title: () => cell.dataset.title,
      say: (said) => {
        spoken.textContent = said;
      },
      refuse: (said) => tell(said, { isFailed: true }),
      rejects: true,
      shown: () => this.placements,
      add: (name) => this.send({ add: name }),
      confirm: ({ name }) => this.send({ add: name }),
      remove: ({ key, mark }) => this.send({ remove: key, mark }),
    });
    root.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && way && !this.box.input.value) {
        event.preventDefault();
        goBack();
      }
    });
  }

  send(act) {
    this.#queue = this.#queue.then(() => this.#send(act));
    return this.#queue;
  }

  async #send(act) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(act)) body.set(name, value);
    this.box.root.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(this.url, { method: "POST", body });
      const { said, undo, placements } = await response.json();
      this.placements = placements.map(({ key, name, mark, is_proposal: isProposed }) => ({
        key,
        name,
        mark,
        isProposed,
      }));
      if (response.ok) way = undo ? { themes: this, undo } : null;
      tell(said, { isFailed: !response.ok });
    } catch {
      tell(words("Failed"), { isFailed: true });
    } finally {
      this.box.root.removeAttribute("aria-busy");
      const hadFocus = this.box.chips.contains(document.activeElement);
      this.box.draw();
      if (hadFocus) this.box.input.focus();
    }
  }
}

async function goBack() {
  const { themes, undo } = way;
  way = null;
  if (document.activeElement === back) themes.box.input.focus();
  await themes.send({ undo });
}

if (form) {
  document.body.append(told, spoken);
  back.textContent = words("Undo");
  for (const cell of document.querySelectorAll("[data-fragment-themes]")) new FragmentThemes(cell);
}
