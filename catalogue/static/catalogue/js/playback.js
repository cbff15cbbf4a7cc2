/**
 * Plays a stretch of a recording and stops at its end.
 *
 * A recording may come in parts: they lie end to end on the interview's timeline, and every time
 * here is in seconds on that line. An item is what `Playback.as_json` on the server gives.
 *
 * Fires "change" when the item, the state or the problem changes, and "time" while the position
 * moves. States: idle · ready (placed, not yet played) · waiting (asked to play, and nothing moves
 * yet) · playing · paused · finished (stopped at the end of the fragment) · over (the recording
 * ended) · beyond (asked for a moment that the recording does not have: nothing is played) · failed.
 */

import { Reel } from "./reel.js";

// The position is told four times a second; nearer to the end than this, a timer takes over. It runs
// in a background tab too, where frame callbacks do not.
const NEAR = 1;
const TOUCHING = 0.05;

export class Playback extends EventTarget {
  item = null;
  state = "idle";
  problem = "";
  #reel;
  #part = null;
  #timer = 0;
  #runsOn = false;
  #stops = false;
  #begin = 0;

  constructor(video) {
    super();
    this.#reel = new Reel(video);
    const listeners = {
      change: () => this.#follow(),
      seeked: () => this.#arm(),
      length: () => this.#learnDuration(),
      time: () => {
        this.#watch();
        this.#tell("time");
      },
    };
    for (const [name, listener] of Object.entries(listeners)) {
      this.#reel.addEventListener(name, listener);
    }
  }

  get position() {
    return this.#part ? this.#part.start + this.#reel.position : 0;
  }

  /** Where it was last asked to begin, whether the recording has that moment or not. */
  get begin() {
    return this.#begin;
  }

  /** The length of all parts together, as far as it is known. */
  get duration() {
    const last = this.item?.parts.at(-1);
    return last ? last.start + (last.duration ?? 0) : 0;
  }

  /** Whether it plays, or will as soon as it can. */
  get isOn() {
    return this.state === "playing" || this.state === "waiting";
  }

  /** Whether it will stop at the end of the fragment. */
  get stops() {
    return this.#stops && !this.#runsOn;
  }

  /** Whether to play on past the end of the fragment. */
  set runsOn(runsOn) {
    this.#runsOn = runsOn;
    this.#arm();
    this.#tell("change");
  }

  set speed(speed) {
    this.#reel.speed = speed;
    this.#watch();
  }

  get isMuted() {
    return this.#reel.isMuted;
  }

  set isMuted(isMuted) {
    this.#reel.isMuted = isMuted;
  }

  /** Stand ready at a moment, without playing. */
  place(item, at = item.beyond ?? item.start) {
    if (this.#take(item, at)) this.#become("ready");
  }

  /** To be called within the click: a browser lets nothing else start sound. */
  play(item, at = item.beyond ?? item.start) {
    if (this.#take(item, at)) this.#reel.play();
  }

  resume() {
    if (this.state === "beyond") return;
    const next = this.#nextPart;
    if (this.state === "over" || (this.#isAtSeam && !next)) {
      this.again();
    } else if (this.#isAtSeam) {
      this.#playPart(next);
    } else {
      this.#arm();
      this.#reel.play();
    }
  }

  pause() {
    this.#reel.pause();
  }

  again() {
    this.play(this.item);
  }

  /** Begin so much earlier than it began; once past the fragment: than where it is. */
  playEarlier(seconds) {
    const inFragment = this.item.stop !== null && this.position <= this.item.stop + TOUCHING;
    const from = inFragment ? this.#begin : this.position;
    this.play(this.item, Math.max(0, from - seconds));
  }

  seek(position) {
    const { isOn } = this;
    this.#goTo(Math.min(Math.max(0, position), this.duration || position));
    this.#reel.show();
    if (isOn) this.#reel.play();
    else if (["finished", "over", "beyond"].includes(this.state)) this.#become("paused");
    this.#tell("time");
  }

  /** Say of something else than playing that it did not work. */
  complain(problem) {
    this.problem = problem;
    this.#tell("change");
  }

  /** Gives whether the recording has the moment, as far as that is known by now. */
  #take(item, at) {
    this.item = item;
    this.#begin = at;
    this.#part = null;
    const isKnown = item.parts.at(-1).duration !== null;
    if (isKnown && at >= this.duration) return this.#refuse();
    this.problem = "";
    this.#goTo(at);
    return this.#hasBegin() || this.#refuse();
  }

  /** Whether the file that is there lasts until the moment; true too while nobody knows. */
  #hasBegin() {
    const { length } = this.#reel;
    return !Number.isFinite(length) || this.#begin - this.#part.start < length;
  }

  /** Nothing is played from elsewhere. */
  #refuse() {
    const last = this.item.parts.at(-1);
    if (this.#part === last) last.duration = this.#reel.length;
    this.#part = null;
    this.#reel.pause();
    this.problem = this.#begin === this.item.beyond ? "" : "beyond"; // or the page itself says so
    this.#become("beyond");
    return false;
  }

  #goTo(position) {
    const parts = this.item.parts;
    this.#part = parts.findLast((candidate) => candidate.start <= position) ?? parts[0];
    this.#reel.goTo(this.#part, position - this.#part.start);
    this.#arm();
  }

  #follow() {
    if (!this.#part) return;
    const { state, problem } = this.#reel;
    this.problem = problem;
    if (state === "moving") this.#become("playing");
    else if (state === "ended") this.#endPart();
    else if (state !== "still") this.#become(state);
    else if (this.isOn) this.#become("paused");
  }

  #learnDuration() {
    if (!this.#part || !Number.isFinite(this.#reel.length)) return;
    this.#part.duration ??= this.#reel.length;
    const isStill = Math.abs(this.position - this.#begin) < TOUCHING;
    if (isStill && !this.#hasBegin()) this.#refuse();
    else this.#tell("time");
  }

  /** Stop at the end only for who is before it: who went past it wants to hear on. */
  #arm() {
    const stop = this.item?.stop ?? null;
    this.#stops = stop !== null && this.position < stop - TOUCHING;
    this.#watch();
  }

  #watch() {
    clearTimeout(this.#timer);
    if (!this.stops || !this.isOn) return;
    const left = (this.item.stop - this.position) / this.#reel.speed;
    if (left <= 0) this.#finish();
    else if (left < NEAR) this.#timer = setTimeout(() => this.#watch(), left * 1000);
  }

  /** Stand still before saying so: who hears it may go on to the next fragment. */
  #finish() {
    this.state = "finished";
    this.#reel.pause();
    this.#become("finished");
  }

  get #nextPart() {
    return this.item.parts[this.item.parts.indexOf(this.#part) + 1];
  }

  /** Whether the fragment and its part ended at once: the browser would begin the file anew. */
  get #isAtSeam() {
    return this.state === "finished" && this.#reel.state === "ended";
  }

  /** The file may be some frames shorter than it says, so that it ends before the fragment does. */
  #endPart() {
    const next = this.#nextPart;
    const isEnd = !next || this.item.stop <= next.start + TOUCHING;
    if (this.stops && isEnd) this.#become("finished");
    else if (next) this.#playPart(next);
    else this.#become("over");
  }

  #playPart(part) {
    this.#goTo(part.start);
    this.#reel.play();
  }

  #become(state) {
    this.state = state;
    this.#watch();
    this.#tell("change");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
