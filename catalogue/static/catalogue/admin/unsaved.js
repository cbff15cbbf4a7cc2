/**
 * What was typed in the rows and was not saved, kept in this browser for this user: after a reload, a
 * crash or a session that ended it can be put back. Each page keeps its own, and holds a lock of that
 * name as long as it lives. What was saved goes, and all goes with logging out (see logout.js).
 */

export const PREFIX = "catalogue.unsaved.";
const SAVED = "#saved-"; // before the name of the save that came about, see admin/cutting/desk.py
const PAUSE_MS = 400;
const NEXT_PAGE_MS = 3000; // in which the page behind a save has said what became of it

export class Unsaved {
  #rows;
  #prefix; // of the names of all that is kept of this interview
  #name;
  #save = ""; // tells this save from others
  #before = new Map(); // by key of a row: the boxes that were typed in before the page came back
  #questions = Promise.resolve();
  #timer = 0;

  /** `name` tells user and interview, `save` the save that this page came back from, refused. */
  constructor(rows, { name, save }) {
    this.#rows = rows;
    this.#prefix = `${PREFIX}${name}.`;
    this.#name = this.#prefix + token();
    navigator.locks?.request(this.#name, () => new Promise(() => {}));
    if (save) this.#takeOver(save);
    rows.form.addEventListener("submit", () => {
      this.#save = token();
      this.#write();
    });
    rows.form.addEventListener("formdata", ({ formData }) => {
      if (this.#save) formData.set("_desk_save", this.#save);
    });
  }

  /** Ask about all that pages kept which are gone, one after the other. `ask({ at, rows })` is done
      when the editor has answered; `rows` are `{ key, opened, values }`, of a stored row what was
      typed and the seal of what was shown then. */
  offer(ask) {
    for (const name of names(this.#prefix)) {
      if (name === this.#name) continue;
      whenFree(name, async () => {
        const kept = read(name);
        if (!kept) return;
        if (!this.#isOnPage(kept)) {
          this.#questions = this.#questions.then(() => ask(kept));
          await this.#questions;
          this.#write();
        }
        forget(name);
      });
    }
  }

  /** Keep what stands in the rows, a moment from now. */
  keep() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#save = "";
      this.#write();
    }, PAUSE_MS);
  }

  get #typed() {
    return this.#rows.all
      .filter((row) => row.isOpen)
      .map((row) => ({ key: row.key, opened: row.seal?.value, values: this.#valuesOf(row) }))
      .filter(({ key, values }) => Object.values(values).some((value) => key || value));
  }

  /** What this editor typed in a row: of a new one, all. */
  #valuesOf(row) {
    const before = this.#before.get(row.key) ?? [];
    const values = Object.entries(row.values).filter(
      ([name, value]) => !row.key || value !== row[name].defaultValue || before.includes(name),
    );
    return Object.fromEntries(values);
  }

  #isOnPage({ rows }) {
    const all = this.#rows.all.map((row) => ({ key: row.key, ...row.values }));
    return rows.every(({ key, values }) =>
      all.some((row) => row.key === key && Object.keys(values).every((name) => row[name] === values[name])),
    );
  }

  /** Where the page came back refused, all that was typed stands on it: it keeps that itself now. */
  #takeOver(save) {
    const former = names(this.#prefix).find((name) => read(name)?.save === save);
    if (!former) return;
    for (const { key, values } of read(former).rows) if (key) this.#before.set(key, Object.keys(values));
    this.#write();
    forget(former);
  }

  #write() {
    clearTimeout(this.#timer);
    const rows = this.#typed;
    if (!rows.length) {
      forget(this.#name);
      return;
    }
    const kept = JSON.stringify({ at: Date.now(), save: this.#save, rows });
    use(() => localStorage.setItem(this.#name, kept));
  }
}

function names(prefix) {
  return use(() => Object.keys(localStorage).filter((name) => name.startsWith(prefix))) ?? [];
}

function read(name) {
  const text = use(() => localStorage.getItem(name));
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function forget(name) {
  use(() => localStorage.removeItem(name));
}

/** A browser may forbid the store, or have no room in it: then nothing is kept. */
function use(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function token() {
  return Date.now().toString(36) + Math.random().toString(36).slice(2);
}

/** Act when the page that keeps something under this name is gone: at once, where it is. */
function whenFree(name, act) {
  const asked = performance.now();
  const later = async () => {
    if (performance.now() - asked > NEXT_PAGE_MS) await new Promise((done) => setTimeout(done, NEXT_PAGE_MS));
    await act();
  };
  if (navigator.locks) navigator.locks.request(name, later);
  else later(); // the connection is not secure
}

/** Forget what was sent and saved: it is stored, whatever a colleague made of it since. Each page
    asks, for the one behind a save may be any. */
if (location.hash.startsWith(SAVED)) {
  const save = location.hash.slice(SAVED.length);
  for (const name of names(PREFIX)) if (read(name)?.save === save) forget(name);
  history.replaceState(history.state, "", location.pathname + location.search);
}
