/**
 * Rows that were not saved, kept in this browser for this user: after a reload, a crash or a session
 * that ended they can be put back. Saving makes them go, and logging out (see logout.js).
 */

export const PREFIX = "catalogue.unsaved.";
const PAUSE_MS = 400;

export class Unsaved {
  #name;
  #version;
  #rows;
  #atFirst;
  #timer = 0;

  /** `name` tells user and interview, `version` goes up when the interview is saved. */
  constructor(rows, { name, version }) {
    this.#rows = rows;
    this.#name = PREFIX + name;
    this.#version = version;
    this.#atFirst = this.#content();
    rows.form.addEventListener("submit", () => this.#write({ isSent: true }));
  }

  /** What was kept and is not on the page: `{ at, rows }`; null where there is nothing. */
  found() {
    const kept = this.#read();
    if (!kept) return null;
    if (this.#rows.form.querySelector("[data-unsaved]")) {
      this.#write({ isSent: false }); // it came back refused: all that was typed stands on the page
      return null;
    }
    const wasSaved = kept.isSent && kept.version < this.#version;
    if (wasSaved || JSON.stringify(kept.rows) === this.#atFirst) {
      this.forget();
      return null;
    }
    return kept;
  }

  /** Keep what stands in the rows, a moment from now. */
  keep() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write({ isSent: false }), PAUSE_MS);
  }

  forget() {
    clearTimeout(this.#timer);
    this.#use((storage) => storage.removeItem(this.#name));
  }

  #content() {
    return JSON.stringify(this.#rows.all.map((row) => ({ key: row.key, ...row.values })));
  }

  #read() {
    const text = this.#use((storage) => storage.getItem(this.#name));
    try {
      return text ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  }

  #write({ isSent }) {
    const content = this.#content();
    if (content === this.#atFirst && !this.#read()) return;
    clearTimeout(this.#timer);
    const kept = { at: Date.now(), version: this.#version, isSent, rows: JSON.parse(content) };
    this.#use((storage) => storage.setItem(this.#name, JSON.stringify(kept)));
  }

  /** A browser may forbid the store, or have no room in it: then nothing is kept. */
  #use(act) {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  }
}
