/** Pastes a list of times and titles: the server reads it, and the good lines become rows. */

export class PasteBox {
  #dialog;
  #rows;
  #take;

  constructor(root, rows, take) {
    this.#rows = rows;
    this.#dialog = root.querySelector("[data-paste]");
    this.#take = take;
    root.querySelector("[data-desk-after]").hidden = false;
    root.querySelector("[data-paste-open]").addEventListener("click", () => {
      this.#tell([]);
      this.#dialog.showModal();
    });
    this.#dialog.querySelector("[data-paste-read]").addEventListener("click", () => this.#read());
    this.#dialog.querySelector("[data-paste-close]").addEventListener("click", () => this.#dialog.close());
  }

  async #read() {
    const text = this.#dialog.querySelector("textarea");
    const button = this.#dialog.querySelector("[data-paste-read]");
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.#rows.form.elements.csrfmiddlewaretoken.value);
    body.set("lines", text.value);
    for (const { start, end, title } of this.#rows.all) {
      body.append("start", start.value);
      body.append("end", end.value);
      body.append("title", title.value);
    }
    button.disabled = true;
    try {
      const response = await fetch(this.#dialog.dataset.paste, { method: "POST", body });
      if (!response.ok) throw new Error(response.statusText);
      const { rows, problems, left, said } = await response.json();
      this.#take(rows);
      text.value = left;
      const remarks = rows.flatMap((row) => row.remarks);
      this.#tell(problems, said, [...new Set(remarks)]);
      if (!problems.length && !remarks.length && rows.length) this.#dialog.close();
    } catch {
      this.#tell([this.#dialog.dataset.wordsFailed]);
    } finally {
      button.disabled = false;
    }
  }

  /** What became of it: a sentence, a line for each bad line, which stays in the box, and what
      deserves a second look. */
  #tell(problems, said = "", remarks = []) {
    const part = (name) => this.#dialog.querySelector(`[data-paste-${name}]`);
    part("said").textContent = said;
    part("problems").replaceChildren(...problems.map(item));
    part("remarks").replaceChildren(...remarks.map(item));
  }
}

function item(sentence) {
  return Object.assign(document.createElement("li"), { textContent: sentence });
}
