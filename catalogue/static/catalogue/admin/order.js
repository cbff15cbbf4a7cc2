/**
 * The order of the fragments in a theme: a row moves by its buttons, with Alt and the arrow keys, or by
 * dragging. The one that moved gets a number between its neighbours, so that one is written; where no
 * number is free, all are numbered anew. Saved with the form. Without this script the buttons send it.
 */

const STEP = 10;

class Row {
  constructor(element) {
    this.element = element;
    this.box = element.querySelector('[name$="-order"]');
  }

  get number() {
    return Number.parseInt(this.box.value, 10) || 0;
  }

  set number(number) {
    if (this.number !== number) this.box.value = number;
  }

  get isOpen() {
    return !this.box.disabled;
  }

  get title() {
    return this.element.querySelector(".field-fragment_link a")?.textContent ?? "";
  }
}

class Order {
  constructor(group, status) {
    this.body = group.querySelector("tbody");
    this.status = status;
    this.body.addEventListener("click", (event) => this.#onClick(event));
    this.body.addEventListener("keydown", (event) => this.#onKey(event));
    for (const row of this.rows) if (row.isOpen) this.#addGrip(row);
  }

  get rows() {
    return [...this.body.querySelectorAll("tr.form-row")]
      .map((element) => new Row(element))
      .filter(({ box }) => box);
  }

  #onClick(event) {
    const button = event.target.closest(".order__move");
    if (!button) return;
    event.preventDefault();
    this.#press(button, button.value.split(" ")[1]);
  }

  #onKey(event) {
    const moves = { ArrowUp: "up", ArrowDown: "down", Home: "top" };
    const where = moves[event.key];
    if (!event.altKey || !where) return;
    event.preventDefault();
    this.#press(event.target, where);
  }

  #press(element, where) {
    const { rows } = this;
    const former = rows.findIndex((one) => one.element === element.closest("tr"));
    if (former < 0 || !rows[former].isOpen) return;
    const place = { up: former - 1, down: former + 1, top: 0 }[where];
    this.#move(rows[former], Math.max(0, Math.min(place, rows.length - 1)));
    element.focus();
  }

  /** Let the row stand at this place, counted from 0. */
  #move(row, place) {
    const others = this.rows.filter((one) => one.element !== row.element);
    const before = others[place - 1];
    const after = others[place];
    const low = before ? before.number : -1;
    const high = after ? after.number : low + 2 * STEP;
    if (high - low < 2 && this.rows.some(({ isOpen }) => !isOpen)) {
      this.status.textContent = this.status.dataset.wordsNoRoom;
      return;
    }
    if (after) this.body.insertBefore(row.element, after.element);
    else others.at(-1)?.element.after(row.element);
    if (high - low >= 2) row.number = Math.floor((low + high) / 2);
    else this.rows.forEach((one, index) => { one.number = (index + 1) * STEP; });
    row.element.scrollIntoView({ block: "nearest" });
    this.#tell(row, place);
  }

  #tell(row, place) {
    const values = { place: place + 1, count: this.rows.length, title: row.title };
    this.status.textContent = this.status.dataset.wordsMoved.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
    row.element.classList.add("is-moved");
  }

  #addGrip(row) {
    const grip = document.createElement("span");
    grip.className = "order__grip";
    grip.textContent = "⠿";
    grip.title = this.status.dataset.wordsDrag;
    grip.setAttribute("aria-hidden", "true"); // the buttons beside it do the same
    row.element.querySelector(".order__move").before(grip);
    grip.addEventListener("pointerdown", (event) => this.#drag(event, grip, row));
  }

  #drag(event, grip, row) {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.element.classList.add("is-dragged");
    const others = this.rows.filter((one) => one.element !== row.element);
    let place = this.rows.findIndex((one) => one.element === row.element);
    const former = place;
    const onMove = ({ clientY }) => {
      const next = others.findIndex(({ element }) => {
        const { top, height } = element.getBoundingClientRect();
        return clientY < top + height / 2;
      });
      place = next < 0 ? others.length : next;
      others.forEach(({ element }, index) => {
        element.classList.toggle("is-target", index === place);
        element.classList.toggle("is-target-after", place === others.length && index === place - 1);
      });
      if (clientY < 60) window.scrollBy(0, -20);
      else if (clientY > window.innerHeight - 90) window.scrollBy(0, 20);
    };
    const onEnd = ({ type }) => {
      grip.removeEventListener("pointermove", onMove);
      row.element.classList.remove("is-dragged");
      for (const { element } of others) element.classList.remove("is-target", "is-target-after");
      if (type === "pointerup" && place !== former) this.#move(row, place);
    };
    grip.addEventListener("pointermove", onMove);
    grip.addEventListener("pointerup", onEnd, { once: true });
    grip.addEventListener("pointercancel", onEnd, { once: true });
  }
}

const group = document.getElementById("placements-group");
const status = document.querySelector("[data-order-status]");
if (group && status) new Order(group, status);
