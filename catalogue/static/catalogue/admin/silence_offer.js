/**
 * The nearest silence to a time of a row: shown with where it is, to be heard, and taken over only
 * when somebody says so.
 */

import { limit, loudness, nearest, silencesIn } from "./silences.js";
import { write } from "./times.js";

const AROUND = 10; // seconds on each side by which a silence is judged
const WORDS = { start: "SilenceStart", end: "SilenceEnd" };

export class SilenceOffer {
  #element;
  #peaks;
  #desk;
  #offered = null;
  #asked = 0; // counts the questions: what comes in for an earlier one is late

  /** `desk` is what can be done: `say`, `mark`, `hear`, `take` and `leave`. */
  constructor(root, peaks, desk) {
    this.#element = root.querySelector("[data-desk-offer]");
    this.#peaks = peaks;
    this.#desk = desk;
  }

  get isOpen() {
    return !this.#element.hidden;
  }

  /** Look for a silence near the start or the end of a row. */
  async look(row, box) {
    this.close();
    if (!row?.isOpen) return this.#tell("NoRow");
    const time = box === "start" ? row.begin : row.stop;
    if (time === null) return this.#tell("NoTime");
    const known = this.#peaks.around(time);
    if (!known) return this.#tell("NoWaveform", { time: write(time) });
    const from = Math.max(known.start, time - AROUND);
    const to = Math.min(time + AROUND, known.end);
    this.#asked += 1;
    const asked = this.#asked;
    await this.#peaks.want(from, to);
    if (asked !== this.#asked) return undefined;
    if (!this.#peaks.has(from, to)) return this.#tell("NotCome");
    const loud = loudness(this.#peaks.fine(from, to));
    const found = nearest(silencesIn(loud, from, limit(loud, this.#peaks.words)), time, box);
    if (!found) return this.#tell("NoSilence", { time: write(time) });
    if (Math.abs(found.at - time) < 0.05) return this.#tell("InSilence", { time: write(time) });
    return this.#offer(found, time, box);
  }

  take() {
    const offered = this.#offered;
    this.close();
    if (offered) this.#desk.take(offered.box, offered.at);
  }

  hear() {
    if (this.#offered) this.#desk.hear(this.#offered.box, this.#offered.at);
  }

  /** Take the offer away. The focus stays where it is, or goes to the player where it was here. */
  close() {
    const hadFocus = this.#element.contains(document.activeElement);
    this.#asked += 1;
    this.#offered = null;
    this.#element.hidden = true;
    this.#desk.mark(null);
    if (hadFocus) this.#desk.leave();
  }

  #offer({ at, from, to }, time, box) {
    this.#offered = { at, box };
    const by = new Intl.NumberFormat(document.documentElement.lang, { signDisplay: "always" });
    this.#tell(WORDS[box], {
      time: write(at),
      from: write(from),
      to: write(to),
      by: by.format(Math.round((at - time) * 10) / 10),
    });
    this.#desk.mark(at);
    this.#element.querySelector("[data-desk-press=offerTake]").focus({ preventScroll: true });
  }

  /** Say it in the place of the offer; the buttons are there where there is something to take. */
  #tell(name, values) {
    this.#element.querySelector("[data-desk-offer-words]").textContent = this.#desk.say(name, values);
    for (const button of this.#element.querySelectorAll("button")) button.hidden = !this.#offered;
    this.#element.hidden = false;
  }
}
