/**
 * Proposals, judged in their list: listen, confirm, reject, on to the next; by keyboard and mouse.
 * The buttons of a row are those of the plain form; here each is sent by itself, so that the list
 * stays where it is. Nothing of a recording is loaded before somebody asks to hear it.
 */

import { Playback } from "../js/playback.js";
import { write } from "./times.js";

/** What the keys do while a row has the focus. Listed for the editor in change_list.html. */
const KEYS = {
  p: "listen",
  " ": "listen",
  b: "confirm",
  a: "reject",
  ArrowDown: "below",
  ArrowUp: "above",
  n: "next",
  z: "takeBack",
  "?": "help",
};
const TAKES_BACK = { confirm: "take-back-confirmation", reject: "take-back-rejection" };

/** A row of the list: a fragment in a theme. */
class Row {
  isBusy = false;

  constructor(element) {
    this.element = element;
    this.listen = element.querySelector("[data-listen]");
    this.verdicts = element.querySelector(".verdicts");
    this.name = element.querySelector("th a, th")?.textContent.trim() ?? "";
  }

  get isOpen() {
    return this.verdicts !== null && !this.verdicts.hidden && !this.isBusy;
  }

  button(verdict) {
    return this.verdicts?.querySelector(`[data-verdict=${verdict}]`) ?? null;
  }

  focus() {
    (this.listen ?? this.element.querySelector("th a")).focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Show what it is now; judged rows keep their place, with a way back. */
  become({ origin, words }, back) {
    const badge = this.element.querySelector(".origin");
    badge.className = `origin origin-${origin}`;
    badge.textContent = words;
    this.verdicts.hidden = origin !== "proposed";
    this.element.classList.toggle("is-judged", this.verdicts.hidden);
    this.element.querySelector("[data-back]")?.remove();
    if (back) this.verdicts.after(back);
  }
}

class Hearing {
  #given = []; // verdicts that can be taken back, the last one last
  #heard = null;
  #playback = null;

  constructor(root, list) {
    this.root = root;
    this.form = list.closest("form");
    this.part = (name) => root.querySelector(`[data-hearing-${name}]`);
    this.help = document.querySelector("[data-hearing-help]");
    this.rows = [...list.tBodies[0].rows].map((element) => new Row(element));
    root.hidden = false;
    list.tBodies[0].addEventListener("click", (event) => this.#onClick(event));
    list.tBodies[0].addEventListener("keydown", (event) => this.#onKey(event));
    this.part("undo").addEventListener("click", () => this.#takeBack());
    this.part("keys").addEventListener("click", () => this.help.showModal());
    this.help.querySelector("[data-hearing-close]").addEventListener("click", () => this.help.close());
    if ("begin" in root.dataset) this.rows.find((row) => row.isOpen)?.focus();
  }

  #rowOf(element) {
    return this.rows.find((row) => row.element.contains(element));
  }

  #onClick(event) {
    const row = this.#rowOf(event.target);
    const button = event.target.closest("[data-listen], [data-verdict], [data-back]");
    if (!row || !button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (button === row.listen) this.#listen(row);
    else if ("back" in button.dataset) this.#takeBack(row);
    else this.#judge(row, button.dataset.verdict);
  }

  #onKey(event) {
    const { target, key } = event;
    const row = this.#rowOf(target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, textarea")) return;
    if (key === " " && target.closest("button")) return;
    const press = {
      listen: () => this.#listen(row),
      confirm: () => this.#judge(row, "confirm"),
      reject: () => this.#judge(row, "reject"),
      below: () => this.#step(row, 1),
      above: () => this.#step(row, -1),
      next: () => this.#goOn(row),
      takeBack: () => this.#takeBack(),
      help: () => this.help.showModal(),
    }[KEYS[key.length === 1 ? key.toLowerCase() : key]];
    if (!press) return;
    event.preventDefault();
    if (!event.repeat) press();
    else if (key.startsWith("Arrow")) press();
  }

  #say(words) {
    this.part("status").textContent = words;
  }

  #word(name) {
    return this.root.dataset[`words${name}`];
  }

  // --- listening ---

  #listen(row) {
    if (!row.listen) {
      this.#say(this.#word("Unheard"));
      return;
    }
    if (this.#heard === row && this.#playback.isOn) {
      this.#playback.pause();
      return;
    }
    this.#playback ??= this.#makePlayback();
    this.#heard = row;
    this.#playback.play(JSON.parse(row.listen.dataset.listen));
    this.#show();
  }

  #makePlayback() {
    const playback = new Playback(this.part("video"));
    for (const name of ["change", "time"]) playback.addEventListener(name, () => this.#show());
    return playback;
  }

  #show() {
    const { isOn, position, state, problem } = this.#playback;
    for (const row of this.rows) {
      const isHeard = row === this.#heard && isOn;
      row.element.classList.toggle("is-heard", isHeard);
      row.listen?.classList.toggle("is-on", isHeard);
    }
    this.root.classList.add("hearing--plays");
    this.part("time").textContent = write(Math.floor(position));
    this.part("title").textContent = this.#heard.name;
    if (state === "failed" || state === "beyond" || problem) this.#say(this.#word("Problem"));
  }

  // --- verdicts ---

  async #judge(row, verdict) {
    if (!row.isOpen) {
      this.#say(this.#word("None"));
      return;
    }
    const answer = await this.#send(row, verdict);
    if (!answer) return;
    if (answer.origin) row.become(answer, answer.done ? this.#wayBack(row) : null);
    if (answer.done) this.#given.push({ row, verdict });
    this.#tell(answer);
    if (answer.origin && answer.origin !== "proposed") this.#goOn(row, answer.left);
  }

  async #takeBack(row = null) {
    const place = this.#given.findLastIndex((given) => !row || given.row === row);
    if (place < 0) {
      this.#say(this.#word("NothingToUndo"));
      return;
    }
    const [given] = this.#given.splice(place, 1);
    const answer = await this.#send(given.row, TAKES_BACK[given.verdict], given.verdict);
    if (!answer) {
      this.#given.push(given);
      return;
    }
    if (answer.origin) given.row.become(answer, null);
    this.#tell(answer);
    this.part("on").hidden = true;
    given.row.focus();
  }

  #wayBack(row) {
    const template = document.querySelector("[data-hearing-back]");
    const back = template.content.firstElementChild.cloneNode(true);
    back.setAttribute("aria-label", `${back.textContent}: ${row.name}`);
    return back;
  }

  /** What the server says of it; null where it said nothing that we can read. */
  async #send(row, verdict, button = verdict) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("verdict", verdict);
    row.isBusy = true;
    try {
      const address = row.button(button).formAction;
      const headers = { Accept: "application/json" };
      const response = await fetch(address, { method: "POST", body, headers });
      const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
      if (isOurs) return await response.json();
      this.#say(this.#word(response.status >= 500 ? "Failed" : "Stale"));
    } catch {
      this.#say(this.#word("Failed"));
    } finally {
      row.isBusy = false;
    }
    return null;
  }

  #tell({ said, left }) {
    const waiting = left === undefined ? "" : this.#word("Left").replace("{count}", left);
    this.#say(`${said} ${waiting}`.trim());
  }

  // --- going on ---

  #step(row, by) {
    const next = this.rows[this.rows.indexOf(row) + by];
    if (next) this.#goTo(next);
  }

  #goTo(row) {
    if (this.#heard !== row) this.#playback?.pause();
    row.focus();
  }

  /** To the next proposal, or the first that was passed over; where none is left on the page, on to
      the list as it is now. */
  #goOn(row, left) {
    const here = this.rows.indexOf(row);
    const round = [...this.rows.slice(here + 1), ...this.rows.slice(0, here)];
    const next = round.find(({ isOpen }) => isOpen);
    if (next) {
      this.#goTo(next);
      return;
    }
    if (row.isOpen) return;
    this.#playback?.pause();
    const on = this.part("on");
    on.textContent = this.#word(left === 0 ? "Ready" : "On");
    if (left === 0) on.href = this.root.dataset.front;
    on.hidden = false;
    on.focus();
  }
}

const root = document.querySelector("[data-hearing]");
const list = document.getElementById("result_list");
if (root && list) new Hearing(root, list);
