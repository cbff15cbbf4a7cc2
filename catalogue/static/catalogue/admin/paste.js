/** Pastes a list of times and titles: the server reads it, and the good lines become rows. */

export class PasteBox {
  #dialog;
  #take;

  constructor(root, take) {
    this.#dialog = root.querySelector("[data-paste]");
    this.#take = take;
    root.querySelector("[data-paste-open]").hidden = false;
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
    const form = document.getElementById("fragments-group").closest("form");
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("lines", text.value);
    for (const box of form.querySelectorAll('#fragments-group tr:not(.empty-form) [name$="-start_ms"]')) {
      body.append("taken", box.value);
    }
    button.disabled = true;
    try {
      const response = await fetch(this.#dialog.dataset.paste, { method: "POST", body });
      if (!response.ok) throw new Error(response.statusText);
      const { rows, problems, left, said } = await response.json();
      this.#take(rows);
      text.value = left;
      this.#tell(problems, said);
      if (!problems.length && rows.length) this.#dialog.close();
    } catch {
      this.#tell([this.#dialog.dataset.wordsFailed]);
    } finally {
      button.disabled = false;
    }
  }

  /** What became of it: a sentence, and a line for each bad line. Those stay in the box. */
  #tell(problems, said = "") {
    this.#dialog.querySelector("[data-paste-said]").textContent = said;
    this.#dialog.querySelector("[data-paste-problems]").replaceChildren(
      ...problems.map((problem) => Object.assign(document.createElement("li"), { textContent: problem })),
    );
  }
}
