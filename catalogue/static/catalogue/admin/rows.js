/**
 * The rows of fragments in the form of an interview, in order of time on the page.
 *
 * Django reads rows by the number in their names, stored ones first. So a new row may stand anywhere
 * on the page, and only the numbers of the new ones close up when one is taken away.
 */

import { read } from "./times.js";

/** What stands in a row that is for reading, as its box would give it. */
class Words {
  disabled = true;

  constructor(cell) {
    this.value = cell.textContent.trim();
  }

  focus() {}
}

const BOXES = { start: "start_ms", end: "end_ms", title: "title", themes: "themes" };

class Row {
  constructor(element) {
    this.element = element;
    for (const [name, field] of Object.entries(BOXES)) {
      const cell = element.querySelector(`td.field-${field}`);
      this[name] = element.querySelector(`[name$="-${field}"]`) ?? (cell && new Words(cell));
    }
  }

  /** The key of the stored fragment; empty for a new row. */
  get key() {
    return this.element.querySelector('[name$="-id"]')?.value ?? "";
  }

  /** The hidden box with what the page showed of a stored row, for the guard. */
  get seal() {
    return this.start.form.elements[this.start.name.replace(/start_ms$/, "_opened")] ?? null;
  }

  get begin() {
    return read(this.start.value);
  }

  get stop() {
    return read(this.end.value);
  }

  /** Whether this editor may change it. */
  get isOpen() {
    return !this.start.disabled;
  }

  get values() {
    const boxes = Object.keys(BOXES).filter((name) => this[name]);
    return Object.fromEntries(boxes.map((name) => [name, this[name].value]));
  }

  set values(values) {
    for (const [name, value] of Object.entries(values)) {
      if (!this.isOpen || !this[name] || this[name].value === value) continue;
      this[name].value = value;
      if (name === "themes") this.themes.dispatchEvent(new CustomEvent("themes-set"));
    }
  }

  /** Sentences that stand under the title and are read out with it. */
  remark(sentences) {
    const list = document.createElement("ul");
    list.className = "remarks";
    list.id = `remarks-of-${this.element.id.replaceAll("-", "")}`;
    list.append(
      ...sentences.map((each) => Object.assign(document.createElement("li"), { textContent: each })),
    );
    this.title.after(list);
    this.title.setAttribute("aria-describedby", list.id);
  }

  /** Take away what was remarked on the times that stood here. */
  dropRemarks() {
    this.element.querySelectorAll("ul.remarks").forEach((list) => this.#drop(list));
  }

  /** Say at the end what is wrong with it; empty words take that away. */
  mark(words) {
    const { element, title, end } = this;
    element.querySelectorAll("td.field-end_ms .errorlist").forEach((list) => list.remove());
    this.#drop(element.querySelector("[data-row-fault]"), end);
    end.removeAttribute("aria-invalid");
    if (!words) return;
    const fault = document.createElement("ul");
    fault.className = "errorlist";
    fault.dataset.rowFault = "";
    fault.id = `fault-of-${element.id.replaceAll("-", "")}`;
    fault.append(Object.assign(document.createElement("li"), { textContent: words }));
    title.after(fault);
    end.setAttribute("aria-invalid", "true");
    end.setAttribute("aria-describedby", `${end.getAttribute("aria-describedby") ?? ""} ${fault.id}`.trim());
  }

  #drop(list, box = this.title) {
    if (!list) return;
    const ids = (box.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== list.id);
    if (ids.length) box.setAttribute("aria-describedby", ids.join(" "));
    else box.removeAttribute("aria-describedby");
    list.remove();
  }

  /** Where one types the next theme. */
  get tagging() {
    return this.element.querySelector("[data-theme-box] input");
  }
}

export class Rows {
  #rows = new WeakMap();
  #number = 0; // of rows that were made here, for their ids
  #isToCount = false;

  constructor(group) {
    this.group = group;
    this.form = group.closest("form");
    this.body = group.querySelector("tbody");
    this.empty = group.querySelector("tr.empty-form");
    this.prefix = group.id.replace(/-group$/, "");
  }

  /** The rows as they stand on the page. */
  get all() {
    return [...this.body.querySelectorAll("tr.form-row:not(.empty-form)")]
      .map((element) => this.of(element))
      .filter((row) => row.start);
  }

  /** Whether this editor may add a row. */
  get mayAdd() {
    return this.empty !== null;
  }

  /** The row of which this is a part, or null. */
  of(element) {
    const row = element.closest("tr.form-row:not(.empty-form)");
    if (!row || !this.body.contains(row)) return null;
    if (!this.#rows.has(row)) this.#rows.set(row, new Row(row));
    return this.#rows.get(row);
  }

  /** A new row, at its place in time. */
  add({ start, end = "", title = "", themes = "", remarks = [] }) {
    const element = this.empty.cloneNode(true);
    element.classList.remove("empty-form");
    element.classList.add(`dynamic-${this.prefix}`);
    this.#number += 1;
    element.id = `${this.prefix}-new-${this.#number}`;
    const number = this.#total.value;
    for (const each of element.querySelectorAll("[id], [name], [for]")) renumber(each, "__prefix__", number);
    this.#total.value = Number(number) + 1;
    this.body.insertBefore(element, this.empty);
    const row = this.of(element);
    row.values = { start, end, title, themes };
    if (remarks.length) row.remark(remarks);
    this.place(row);
    this.#count();
    return row;
  }

  /** Take away a row that was added. */
  remove(row) {
    row.element.remove();
    this.#closeUp();
    this.#count();
  }

  /** Put back a row that was taken away. */
  putBack(row) {
    this.body.insertBefore(row.element, this.empty);
    this.#closeUp();
    this.place(row);
    this.#count();
  }

  /** Let the row stand before the first one that begins later. */
  place(row) {
    const { begin } = row;
    if (begin === null) return;
    const others = this.all.filter((other) => other !== row);
    const after = others.find((other) => other.begin !== null && other.begin > begin);
    const errors = after?.element.previousElementSibling;
    const before = errors?.classList.contains("row-form-errors") ? errors : after?.element;
    if (row.element.nextElementSibling === (before ?? this.empty)) return;
    const focused = row.element.contains(document.activeElement) && document.activeElement;
    this.body.insertBefore(row.element, before ?? this.empty);
    if (focused) focused.focus();
    this.#count();
  }

  /** Let each box say in which row it stands, by the number that the row shows: once, when all
      rows stand where they belong. */
  #count() {
    if (this.#isToCount || !this.empty) return;
    this.#isToCount = true;
    queueMicrotask(() => this.#countNow());
  }

  #countNow() {
    this.#isToCount = false;
    const words = this.group.closest("[data-desk]").dataset.wordsBox;
    const names = Object.values(BOXES).map((field) => {
      const box = this.empty.querySelector(`[name$="-${field}"]`);
      return [field, box.getAttribute("aria-label")];
    });
    this.all.forEach((row, index) => {
      for (const [field, label] of names) {
        const box = row.element.querySelector(`[name$="-${field}"]`);
        box.setAttribute("aria-label", words.replace("{label}", label).replace("{number}", index + 1));
      }
    });
  }

  get #total() {
    return this.form.elements[`${this.prefix}-TOTAL_FORMS`];
  }

  /** New rows are numbered on from the stored ones, in the order in which they were made. */
  #closeUp() {
    const stored = Number(this.form.elements[`${this.prefix}-INITIAL_FORMS`].value);
    const fresh = this.all.filter(({ key }) => !key);
    fresh.sort((one, other) => numberOf(one) - numberOf(other));
    fresh.forEach((row, index) => {
      const from = String(numberOf(row));
      for (const each of row.element.querySelectorAll("[id], [name], [for]")) {
        renumber(each, from, String(stored + index));
      }
    });
    this.#total.value = stored + fresh.length;
  }
}

function numberOf(row) {
  return Number(/-(\d+)-start_ms$/.exec(row.start.name)[1]);
}

function renumber(element, from, to) {
  for (const attribute of ["id", "name", "for", "aria-describedby"]) {
    const value = element.getAttribute(attribute);
    if (value) element.setAttribute(attribute, value.replace(`-${from}-`, `-${to}-`));
  }
}
