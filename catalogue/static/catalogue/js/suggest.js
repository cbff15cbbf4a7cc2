/**
 * Suggestions below a search field: a combobox with a list, of which one chooses oneself
 * (WAI-ARIA Authoring Practices, "list autocomplete with manual selection"). Every suggestion is a
 * link. Without this script, and wherever it fails, the field is a plain search field.
 */

import { fill } from "./timecode.js";

const WAIT_MS = 150;
const FEWEST_LETTERS = 2;
const FIELD = "[data-suggest] > input";

let open = null; // the field whose list is shown, with that list and its options
let request = null; // what was asked last: a timer and what stops it
let numbers = 0;

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

document.querySelectorAll(FIELD).forEach(prepare);
document.addEventListener("htmx:afterSwap", () => document.querySelectorAll(FIELD).forEach(prepare));
document.addEventListener("htmx:beforeSwap", close);
document.addEventListener("submit", close);
document.addEventListener("focusout", ({ target }) => target === open?.field && close());
document.addEventListener("input", ({ target, isComposing }) => {
  if (target.matches(FIELD) && !isComposing) ask(target, WAIT_MS);
});
document.addEventListener("compositionend", ({ target }) => {
  if (target.matches(FIELD)) ask(target, WAIT_MS);
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches(FIELD) && !event.isComposing && !hasModifier(event)) press(event);
});
document.addEventListener("mousedown", (event) => {
  // The field keeps the focus, and with it the list stays until the click.
  if (open?.list.contains(event.target)) event.preventDefault();
});
window.addEventListener("pagehide", close);

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }) {
  return altKey || ctrlKey || metaKey || shiftKey;
}

/** Say what the field is, now that it is more than a search field. */
function prepare(field) {
  if (field.getAttribute("role") === "combobox") return;
  field.type = "text"; // a field of type search may not have another role
  field.enterKeyHint = "search";
  field.inputMode = "search";
  field.autocomplete = "off";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
}

// Keys

function press(event) {
  const { key, target: field } = event;
  const isOpen = open?.field === field;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) step(key === "ArrowDown" ? 1 : -1);
    else ask(field, 0);
  } else if (key === "Escape") {
    if (isOpen) close();
    else clear(field);
    event.preventDefault();
  } else if (key === "Enter" && isOpen && open.place >= 0) {
    event.preventDefault();
    open.options[open.place].click();
  } else if (key === "Enter" || key === "Tab") {
    close();
  } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key) && isOpen) {
    mark(-1); // these are for the text
  }
}

/** To the next option or the one before; between the last and the first lies the text itself. */
function step(by) {
  const places = open.options.length + 1;
  mark(((open.place + 1 + by + places) % places) - 1);
}

function mark(place) {
  const { field, options } = open;
  options.forEach((option, index) => option.setAttribute("aria-selected", index === place));
  open.place = place;
  if (place < 0) {
    field.removeAttribute("aria-activedescendant");
  } else {
    field.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  }
}

function clear(field) {
  if (!field.value) return;
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Asking and showing

function ask(field, wait) {
  stop();
  const text = field.value.trim();
  if (text.length < FEWEST_LETTERS) {
    close();
    return;
  }
  const control = new AbortController();
  const timer = setTimeout(() => answer(field, text, control.signal), wait);
  request = { timer, control };
}

function stop() {
  clearTimeout(request?.timer);
  request?.control.abort();
  request = null;
}

async function answer(field, text, signal) {
  const address = new URL(field.parentElement.dataset.suggest, location.href);
  address.searchParams.set("q", text);
  try {
    const response = await fetch(address, { signal });
    const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
    if (!signal.aborted && document.activeElement === field) show(field, suggestions);
  } catch {
    if (!signal.aborted) hide(); // without suggestions one can search just as well
  }
}

function show(field, suggestions) {
  hide();
  const words = field.parentElement.dataset;
  const number = suggestions.length;
  const said = { 0: words.wordsNone, 1: words.wordsOne }[number] ?? words.wordsMany;
  status.textContent = fill(said, { number });
  if (!number) return;
  const list = document.createElement("div");
  list.className = "suggest__list";
  list.id = `suggesties-${++numbers}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.wordsList);
  for (const kind of new Set(suggestions.map((one) => one.kind))) {
    const members = suggestions.filter((one) => one.kind === kind);
    list.append(group(list.id, kind, words, members));
  }
  field.after(list);
  field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-controls", list.id);
  open = { field, list, options: [...list.querySelectorAll("[role=option]")], place: -1 };
  open.options.forEach((option, index) => (option.id = `${list.id}-${index}`));
}

function group(id, kind, words, members) {
  const box = document.createElement("div");
  const name = document.createElement("div");
  name.className = "suggest__kind";
  name.id = `${id}-${kind}`;
  name.setAttribute("role", "presentation");
  name.textContent = words[`words${kind[0].toUpperCase()}${kind.slice(1)}`] ?? kind;
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", name.id);
  box.append(name, ...members.map(option));
  return box;
}

function option({ label, url }) {
  const link = document.createElement("a");
  link.className = "suggest__option";
  link.href = url;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.textContent = label;
  return link;
}

function close() {
  stop();
  hide();
  status.textContent = "";
}

function hide() {
  if (!open) return;
  const { field, list } = open;
  open = null;
  list.remove();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-controls");
  field.removeAttribute("aria-activedescendant");
}
