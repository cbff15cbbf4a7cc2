/**
 * The themes of one fragment: a button for each, which takes it away, and a box in which one types to
 * add another. The box is a combobox with a list ("list autocomplete with manual selection" of the
 * WAI-ARIA Authoring Practices, with the first match chosen). All names stand on the page already, in
 * _theme_names.html; without this script one types in the line itself.
 */

const BETWEEN = ";";
const MOST_SHOWN = 8;

const source = document.getElementById("theme-names");
const NAMES = [...(source?.options ?? [])].map(({ value }) => value);
let numbers = 0;

/** A sentence of the page, with these words filled in. */
export function words(name, values = {}) {
  const sentence = source.dataset[`words${name}`];
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function split(text) {
  return text.split(BETWEEN).map((name) => name.trim()).filter(Boolean);
}

function make(tag, properties = {}, attributes = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** How well a name answers what is typed: 0 begins with it, 1 has a word that does, 2 holds it. */
function rank(name, typed) {
  const folded = fold(name);
  if (folded.startsWith(typed)) return 0;
  if (folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(typed))) return 1;
  return folded.includes(typed) ? 2 : 3;
}

export class ThemeBox {
  #list = null;
  #options = [];
  #place = -1;
  #onScroll = ({ target }) => {
    if (this.#list && target !== this.#list) this.#put();
  };

  /**
   * Stands in `root`, an empty element. `shown()` gives what to show, `{ name, isProposed }` each;
   * `add(name)` and `remove(theme)` do what was asked, and `confirm(theme)` takes a proposal over.
   * `title()` is what the fragment is called, `say(words)` reads something out, and `refuse(words)`
   * shows it too. With `keepsUnknown` a name that is of no theme is added all the same.
   */
  constructor(root, acts) {
    this.root = root;
    this.acts = acts;
    root.classList.add("themes");
    root.dataset.themeBox = "";
    this.chips = make("ul", { className: "themes__list" });
    this.input = make(
      "input",
      { type: "text", className: "themes__input", autocomplete: "off" },
      { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", spellcheck: "false" },
    );
    this.input.placeholder = words("Add");
    root.append(this.chips, this.input);
    this.input.addEventListener("input", () => this.#offer());
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("blur", () => this.leave());
    this.chips.addEventListener("click", ({ target }) => this.#onPress(target.closest("button")));
    this.chips.addEventListener("keydown", (event) => this.#onChipKey(event));
    this.draw();
  }

  /** Show the themes as they are now. */
  draw() {
    const title = this.acts.title();
    this.input.setAttribute("aria-label", `${words("Label", { title })}: ${words("Add")}`);
    this.chips.setAttribute("aria-label", words("Label", { title }));
    this.chips.replaceChildren(...this.acts.shown().map((theme) => this.#chip(theme)));
    this.chips.hidden = !this.chips.childElementCount;
  }

  #chip(theme) {
    const item = make("li", { className: "theme" });
    const isKnown = NAMES.some((name) => fold(name) === fold(theme.name));
    item.classList.toggle("theme--proposed", Boolean(theme.isProposed));
    item.classList.toggle("theme--unknown", !isKnown && !theme.isProposed);
    item.theme = theme;
    const { name } = theme;
    item.append(make("span", { className: "theme__name", textContent: name }));
    if (theme.isProposed) {
      item.append(make("span", { className: "quiet", textContent: words("Proposed") }));
      item.append(this.#button("confirm", "✓", words("Confirm", { theme: name })));
    }
    const takesAway = theme.isProposed ? "Reject" : "Remove";
    if (!theme.isProposed || this.acts.rejects) {
      item.append(this.#button("remove", "×", words(takesAway, { theme: name })));
    }
    return item;
  }

  #button(press, sign, label) {
    // Reached from the box with the arrow keys: a row is one stop of the Tab key.
    return make(
      "button",
      { type: "button", className: "theme__button", textContent: sign, tabIndex: -1 },
      { "data-press": press, "aria-label": `${label} (${this.acts.title()})`, title: label },
    );
  }

  #onPress(button) {
    if (!button) return;
    const { theme } = button.closest("li");
    this.acts[button.dataset.press](theme);
    this.input.focus();
  }

  #onChipKey(event) {
    const { key, target } = event;
    const buttons = [...this.chips.querySelectorAll("button")];
    const place = buttons.indexOf(target);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      event.preventDefault();
      (buttons[place + (key === "ArrowLeft" ? -1 : 1)] ?? (key === "ArrowRight" ? this.input : target)).focus();
    } else if (key === "Delete" || key === "Backspace") {
      event.preventDefault();
      this.#onPress(target);
    } else if (key === "Enter" || key === " ") {
      event.stopPropagation(); // it presses the button, and does nothing to the row
    } else if (key === "Escape") {
      event.stopPropagation();
      this.input.focus();
    }
  }

  #onKey(event) {
    const { key } = event;
    if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    const isOpen = this.#list !== null;
    const isEmpty = this.input.value === "";
    const buttons = this.chips.querySelectorAll("button");
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) this.#mark((this.#place + (key === "ArrowDown" ? 1 : -1) + this.#options.length) % this.#options.length);
      else this.#offer({ all: true });
    } else if (key === "Enter" && (isOpen || !isEmpty)) {
      event.preventDefault();
      event.stopPropagation();
      this.#take(this.#meant);
    } else if (key === BETWEEN && !isEmpty) {
      event.preventDefault();
      this.#take(this.#meant);
    } else if (key === "Escape" && (isOpen || !isEmpty)) {
      event.preventDefault();
      event.stopPropagation();
      if (isOpen) this.#close();
      else this.input.value = "";
    } else if (key === "Backspace" && isEmpty && buttons.length) {
      event.preventDefault();
      this.#onPress(buttons[buttons.length - 1]);
    } else if (key === "ArrowLeft" && isEmpty && buttons.length) {
      event.preventDefault();
      buttons[buttons.length - 1].focus();
    }
  }

  /** What the box stands for: the chosen option of its list, else what is typed. */
  get #meant() {
    return this.#list ? this.#options[this.#place].textContent : this.input.value;
  }

  /** Take what is half typed: whoever goes on, by whatever way, leaves nothing behind. */
  leave() {
    if (this.input.value.trim()) this.#take(this.#meant);
    else this.#close();
  }

  /** Add what a name or what was typed stands for; of more names, each. */
  #take(text) {
    this.#close();
    this.input.value = "";
    const unknown = split(text).filter((name) => !this.#takeOne(name));
    if (!unknown.length) return;
    this.input.value = unknown.join(`${BETWEEN} `); // to be mended
    this.acts.refuse(words("None", { name: unknown.join(`${BETWEEN} `) }));
  }

  /** Whether it could be taken. */
  #takeOne(text) {
    const typed = fold(text);
    const name = NAMES.find((one) => fold(one) === typed);
    if (!name && !this.acts.keepsUnknown) return false;
    const there = this.acts.shown().find((theme) => fold(theme.name) === typed);
    if (there?.isProposed) this.acts.confirm(there);
    else if (!there) this.acts.add(name ?? text);
    return true;
  }

  // --- the list ---

  #offer({ all = false } = {}) {
    const typed = fold(this.input.value);
    const there = new Set(this.acts.shown().filter((one) => !one.isProposed).map(({ name }) => fold(name)));
    const found = NAMES.filter((name) => !there.has(fold(name)))
      .map((name) => ({ name, rank: typed ? rank(name, typed) : 0 }))
      .filter((one) => one.rank < 3)
      .sort((one, other) => one.rank - other.rank);
    this.#close();
    if (!typed && !all) return;
    if (!found.length) {
      this.acts.say(words("None", { name: this.input.value.trim() }));
      return;
    }
    this.#open(found.slice(0, all && !typed ? found.length : MOST_SHOWN).map(({ name }) => name));
    this.acts.say(words("Some", { count: found.length, first: found[0].name }));
  }

  #open(names) {
    numbers += 1;
    const id = `themes-${numbers}`;
    this.#list = make("ul", { className: "themes__options", id }, { role: "listbox" });
    this.#list.setAttribute("aria-label", this.input.getAttribute("aria-label"));
    this.#options = names.map((name, index) =>
      make("li", { id: `${id}-${index}`, textContent: name }, { role: "option", "aria-selected": "false" }),
    );
    this.#list.append(...this.#options);
    // The box keeps the focus, and with it the list stays until the click.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const option = target.closest("li");
      if (option) this.#take(option.textContent);
    });
    this.#list.popover = "manual";
    this.root.append(this.#list);
    this.#list.showPopover();
    this.#put();
    window.addEventListener("scroll", this.#onScroll, true);
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", id);
    this.#mark(0);
  }

  /** Below the box, or above it where there is no room. */
  #put() {
    const box = this.input.getBoundingClientRect();
    const { offsetHeight: height, offsetWidth: width } = this.#list;
    const isBelow = box.bottom + height <= window.innerHeight || box.top < height;
    this.#list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
    this.#list.style.top = `${isBelow ? box.bottom : box.top - height}px`;
  }

  #mark(place) {
    this.#options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    this.#place = place;
    this.input.setAttribute("aria-activedescendant", this.#options[place].id);
    this.#options[place].scrollIntoView({ block: "nearest" });
  }

  #close() {
    window.removeEventListener("scroll", this.#onScroll, true);
    this.#list?.remove();
    this.#list = null;
    this.#options = [];
    this.#place = -1;
    this.input.setAttribute("aria-expanded", "false");
    for (const name of ["aria-controls", "aria-activedescendant"]) this.input.removeAttribute(name);
  }
}

/** A box in the place of a line of names. What changes stands in the line, which the form sends. */
export class ThemeLine extends ThemeBox {
  /** `change(act, words)` does what changes the line, as one act to undo, and says it. */
  constructor(line, { title, say, change }) {
    const root = document.createElement("div");
    line.after(root);
    line.parentElement.querySelector(".themes__proposed")?.remove();
    const set = (all, said) =>
      change(() => {
        line.value = all.join(`${BETWEEN} `);
        line.dispatchEvent(new CustomEvent("themes-set"));
      }, said);
    const placed = () => split(line.value);
    const proposed = () => {
      const there = new Set(placed().map(fold));
      return split(line.dataset.proposed ?? "").filter((name) => !there.has(fold(name)));
    };
    const add = (name) => set([...placed(), name], words("Added", { theme: name }));
    super(root, {
      title,
      say,
      add,
      keepsUnknown: true, // the server names it when the form is sent, so nothing typed is lost
      shown: () => [
        ...placed().map((name) => ({ name })),
        ...proposed().map((name) => ({ name, isProposed: true })),
      ],
      confirm: ({ name }) => add(name),
      remove: ({ name }) => set(placed().filter((one) => one !== name), words("Removed", { theme: name })),
    });
    line.hidden = true;
    // What leads to the line or is told of it leads to the box, and is told there.
    for (const name of ["id", "aria-invalid", "aria-describedby"]) {
      if (line.hasAttribute(name)) this.input.setAttribute(name, line.getAttribute(name));
      line.removeAttribute(name);
    }
    line.addEventListener("themes-set", () => this.draw());
    // Ctrl and Enter save from within the box.
    line.form.addEventListener("submit", () => root.isConnected && this.leave(), true);
  }
}
