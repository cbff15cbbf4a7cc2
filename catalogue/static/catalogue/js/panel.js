/** What the player shows of the playback: words, times, and the place on the tape. */

import * as buttons from "./buttons.js";
import { hideName, marksOf, showName } from "./tape.js";
import { fill, format, say } from "./timecode.js";

const SCALE = 1000; // the length of a tape, in its own measure
const NEAR_PX = 8;

export class Panel {
  #shown = null;

  constructor(root, playback) {
    this.root = root;
    this.isSpan = "span" in root.dataset;
    this.playback = playback;
    this.video = root.querySelector("video");
    this.parts = partsOf(root);
    // Outside the player: a reader hears nothing from a region that was not there a moment before.
    this.status = document.querySelector("[data-player-status]");
    this.parts.panel.hidden = false;
    if (this.parts.plain) this.parts.plain.hidden = true;
    this.#showSlate();
    this.video.controls = false;
    this.video.addEventListener("loadstart", () => this.#showSlate());
    // The letters come in after the page, and the dock is another place than the page.
    document.fonts?.ready.then(() => this.#fitToggle());
    new ResizeObserver(() => this.#fitToggle()).observe(root);
    playback.addEventListener("time", () => this.#showTime());
    this.#nameMarks();
  }

  /** A sentence of the page, its `{names}` filled in. */
  word(name, values = {}) {
    return fill(this.root.dataset[`words${name}`], values);
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  /** Show the state; `title` and `href` are of what runs, `previous` and `next` what there is. */
  show({ title, href, previous, next }) {
    const { item, state, problem } = this.playback;
    if (item !== this.#shown) this.#showItem(item);
    this.root.dataset.state = state;
    if (state === "playing") this.#hideSlate();
    if (this.parts.title) Object.assign(this.parts.title, { textContent: title, href });
    this.#sayPress(this.#pressWord());
    this.parts.toggle.toggleAttribute("data-playing", state === "playing");
    buttons.setBusy(this.parts.toggle, state === "waiting");
    this.parts.state.textContent = this.#courseWord();
    this.parts.problem.hidden = !problem;
    this.parts.problemtext.textContent = problem && this.#problemSentence();
    this.parts.problemlink.hidden = !leadsElsewhere(item.href) || problem === "beyond";
    this.parts.toggle.disabled = state === "beyond";
    this.parts.back.disabled = this.parts.again.disabled = state === "beyond";
    this.parts.fullscreen.disabled = state === "beyond";
    this.parts.previous.hidden = this.parts.next.hidden = !previous && !next;
    this.parts.previous.disabled = !previous;
    this.parts.next.disabled = !next;
    this.#showTime();
  }

  #showItem(item) {
    this.#shown = item;
    if (this.parts.slate) {
      this.parts.interview.textContent = item.interview;
      this.parts.moment.textContent = format(this.playback.begin);
    }
    this.parts.problemlink.href = item.href;
    this.parts.demonstration.hidden = !item.parts.some((part) => part.demonstration);
    this.parts.captions.hidden = !item.parts.some((part) => part.captions.length);
    this.#showTape(item);
    this.#fitToggle();
    if ("mediaSession" in navigator) {
      const { title, interview } = item;
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: interview });
    }
  }

  /** The tape of the interview, as it is drawn near the fragment's button. */
  #showTape(item) {
    const tape = buttons.tapeOf(item.pid)?.cloneNode(true);
    if (!tape) return;
    tape.setAttribute("aria-hidden", "true");
    tape.removeAttribute("role");
    tape.removeAttribute("aria-label");
    for (const link of tape.querySelectorAll("a")) {
      link.removeAttribute("href");
      link.removeAttribute("tabindex");
    }
    if (tape.matches(".tape--open")) leaveTheLine(tape);
    this.parts.tape.replaceChildren(tape);
  }

  #showTime() {
    const { item, position, duration } = this.playback;
    const { seek, now, total } = this.parts;
    now.textContent = format(position);
    total.textContent = format(duration);
    const [from, to] = this.range;
    seek.min = from;
    seek.max = to || 1;
    seek.value = position;
    this.#setShare("--at", position);
    this.#setShare("--from", Math.min(position, item.start));
    seek.setAttribute("aria-valuetext", this.#positionWord());
    this.root.dataset.position = String(Math.floor(position));
    this.root.dispatchEvent(new CustomEvent("player:time", { bubbles: true }));
  }

  /** What the bar shows, from where to where: the whole recording, or the fragment alone. */
  get range() {
    const { item, duration } = this.playback;
    return this.isSpan ? [item.start, item.stop ?? duration] : [0, duration];
  }

  #setShare(name, position) {
    const [from, to] = this.range;
    const share = (100 * (position - from)) / (to - from || 1);
    this.parts.played.style.setProperty(name, `${Math.min(Math.max(0, share), 100)}%`);
  }

  #positionWord() {
    const { position, duration } = this.playback;
    // An end that is there for playing only is not told as a length.
    if (this.isSpan) return say(position);
    const place = this.word("Position", { time: say(position), total: say(duration) });
    const mark = this.#markBefore(position);
    return mark ? `${place}, ${mark.name}` : place;
  }

  /** The marks lie below the slider: their names show where it is pointed at, and where it is. */
  #nameMarks() {
    const { seek } = this.parts;
    seek.addEventListener("pointermove", ({ clientX }) => {
      const { x, width, y } = seek.getBoundingClientRect();
      const marks = this.#marks.map((mark) => ({ ...mark, at: x + (width * mark.x) / SCALE }));
      const near = marks.filter(({ at }) => Math.abs(at - clientX) <= NEAR_PX);
      const distance = ({ at }) => Math.abs(at - clientX);
      const [nearest] = near.sort((one, other) => distance(one) - distance(other));
      if (nearest) showName(nearest.name, nearest.at, y);
      else hideName();
    });
    seek.addEventListener("pointerleave", hideName);
    for (const name of ["focus", "keyup"]) {
      seek.addEventListener(name, () => seek.matches(":focus-visible") && this.#showMarkBefore());
    }
  }

  #showMarkBefore() {
    const mark = this.#markBefore(this.playback.position);
    const { x, width, y } = this.parts.seek.getBoundingClientRect();
    if (mark) showName(mark.name, x + (width * mark.x) / SCALE, y);
    else hideName();
  }

  get #marks() {
    const tape = this.parts.tape.querySelector("svg");
    return tape ? marksOf(tape) : [];
  }

  #markBefore(position) {
    const x = Math.round((SCALE * position) / (this.playback.duration || 1));
    return this.#marks.findLast((mark) => mark.x <= x);
  }

  #sayPress(word) {
    const { toggle, toggletext } = this.parts;
    if (word === toggletext.textContent) return;
    buttons.keepSize(toggle);
    toggletext.textContent = word;
  }

  /** Make the main button as wide as the widest of what it will say in turn. */
  #fitToggle() {
    const { toggle, toggletext } = this.parts;
    if (!this.playback.item) return;
    buttons.freeSize(toggle);
    const words = [this.word("Pause"), this.word("Loading"), this.word("Resume"), this.#pressWord()];
    const widths = words.map((word) => {
      toggletext.textContent = word;
      return toggle.getBoundingClientRect().width;
    });
    const widest = Math.max(...widths);
    if (widest) toggle.style.minInlineSize = `${widest}px`;
  }

  /** What pressing the main button does now, or what it waits for. */
  #pressWord() {
    const { item, state, isOn, position, begin } = this.playback;
    if (isOn) return this.word(state === "playing" ? "Pause" : "Loading");
    if (state === "failed") return this.word("Retry");
    if (!["ready", "over", "beyond"].includes(state)) return this.word("Resume");
    if (item.start === 0 && item.stop === null && state !== "beyond") return this.word("PlayAll");
    const time = format({ ready: position, over: item.start, beyond: begin }[state]);
    return this.word("moment" in this.root.dataset ? "PlayFrom" : "Play", { time });
  }

  /** From where it plays, and where it stops. */
  #courseWord() {
    const { item, state, stops } = this.playback;
    const [time, end] = [item.startText, format(item.stop ?? 0)];
    if (state === "beyond") return "";
    if (!stops && state !== "finished") return this.word("RunsOn", { time });
    if (!item.stated) return this.word("StopsDerived", { time });
    return this.word("moment" in this.root.dataset ? "StopsAt" : "Stops", { time, end });
  }

  #problemSentence() {
    const { problem, begin, duration } = this.playback;
    return this.word(capitalised(problem), { time: format(begin), end: format(duration) });
  }

  #showSlate() {
    if (this.parts.slate) this.parts.slate.hidden = false;
  }

  #hideSlate() {
    if (this.parts.slate) this.parts.slate.hidden = true;
  }
}

/** The elements of the player by what their data attribute calls them: data-player-now → now. */
function partsOf(root) {
  const named = [...root.querySelectorAll("*")].flatMap((element) =>
    Object.keys(element.dataset)
      .filter((name) => name.startsWith("player"))
      .map((name) => [name.slice("player".length).toLowerCase(), element]),
  );
  return Object.fromEntries(named);
}

/** The bar is as long as the file: a tape of unknown length has no places on it. */
function leaveTheLine(tape) {
  const line = tape.querySelector(".tape__line");
  line.setAttribute("d", `M0 12h${SCALE}`);
  tape.replaceChildren(line);
}

function leadsElsewhere(href) {
  return new URL(href, location).pathname !== location.pathname;
}

function capitalised(word) {
  return word[0].toUpperCase() + word.slice(1);
}
