/**
 * Plays a stretch of a recording and stops at its end.
 *
 * A recording may come in parts: they lie end to end on the interview's timeline, and every time
 * here is in seconds on that line. An item is what `Playback.as_json` on the server gives.
 *
 * Fires "change" when the item or the state changes, and "time" while the position moves. States:
 * idle · ready (placed, not yet played) · playing · paused · finished (stopped at the end of the
 * fragment) · over (the recording ended) · failed.
 */

// `timeupdate` comes four times a second; nearer to the end than this, a timer takes over. It runs
// in a background tab too, where frame callbacks do not.
const NEAR = 1;
const TOUCHING = 0.05;

export class Playback extends EventTarget {
  item = null;
  state = "idle";
  problem = "";
  #video;
  #part = null;
  #timer = 0;
  #runsOn = false;
  #stops = false;
  #begin = 0;

  constructor(video) {
    super();
    this.#video = video;
    const listeners = {
      play: () => this.#become("playing"),
      pause: () => this.state === "playing" && !video.ended && this.#become("paused"),
      ended: () => this.#endPart(),
      error: () => this.#fail(),
      seeked: () => this.#arm(),
      ratechange: () => this.#watch(),
      durationchange: () => this.#learnDuration(),
      timeupdate: () => {
        this.#watch();
        this.#tell("time");
      },
    };
    for (const [name, listener] of Object.entries(listeners)) {
      video.addEventListener(name, listener);
    }
  }

  get position() {
    return (this.#part?.start ?? 0) + this.#video.currentTime;
  }

  /** The length of all parts together, as far as it is known. */
  get duration() {
    const last = this.item?.parts.at(-1);
    return last ? last.start + (last.duration ?? 0) : 0;
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
    // The default too: a new file would otherwise begin at the old speed.
    this.#video.playbackRate = this.#video.defaultPlaybackRate = speed;
  }

  /** Stand ready at a moment, without playing. */
  place(item, at = item.start) {
    this.item = item;
    this.problem = "";
    this.#begin = at;
    this.#goTo(at);
    this.#become("ready");
  }

  /** To be called within the click: a browser lets nothing else start sound. */
  play(item, at = item.start) {
    const isPlaying = !this.#video.paused;
    this.item = item;
    this.problem = "";
    this.#begin = at;
    this.#goTo(at);
    if (isPlaying && !this.#video.paused) this.#become("playing");
    else this.#start();
  }

  resume() {
    if (this.state === "failed" || this.state === "over") {
      this.play(this.item, this.state === "over" ? this.item.start : this.position);
    } else {
      this.#arm();
      this.#start();
    }
  }

  pause() {
    this.#video.pause();
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
    const wasPlaying = !this.#video.paused;
    this.#goTo(Math.min(Math.max(0, position), this.duration || position));
    if (wasPlaying && this.#video.paused) this.#start();
    else if (this.state === "finished" || this.state === "over") this.#become("paused");
    this.#tell("time");
  }

  #goTo(position) {
    const parts = this.item.parts;
    const part = parts.findLast((candidate) => candidate.start <= position) ?? parts[0];
    const isOther = part.url !== this.#part?.url || this.#video.error;
    this.#part = part;
    if (isOther) this.#load(part);
    // Before the file has told its length this sets where it will begin.
    this.#video.currentTime = position - part.start;
    this.#arm();
  }

  #load(part) {
    this.#video.replaceChildren(...part.captions.map(track));
    this.#video.src = part.url;
  }

  async #start() {
    try {
      await this.#video.play();
    } catch (error) {
      // AbortError: another fragment was chosen before this one began. An unplayable file has its
      // own event.
      if (error.name === "NotAllowedError") {
        this.problem = "blocked";
        this.#become("paused");
      }
    }
  }

  #learnDuration() {
    if (!Number.isFinite(this.#video.duration)) return;
    this.#part.duration ??= this.#video.duration;
    this.#tell("time");
  }

  /** Stop at the end only for who is before it: who went past it wants to hear on. */
  #arm() {
    const stop = this.item?.stop ?? null;
    this.#stops = stop !== null && this.position < stop - TOUCHING;
    this.#watch();
  }

  #watch() {
    clearTimeout(this.#timer);
    if (!this.stops || this.state !== "playing") return;
    const left = (this.item.stop - this.position) / this.#video.playbackRate;
    if (left <= 0) this.#finish();
    else if (left < NEAR) this.#timer = setTimeout(() => this.#watch(), left * 1000);
  }

  #finish() {
    this.#become("finished");
    this.#video.pause();
  }

  #endPart() {
    const next = this.item.parts[this.item.parts.indexOf(this.#part) + 1];
    if (next) {
      this.#goTo(next.start);
      this.#start();
    } else {
      this.#become(this.stops ? "finished" : "over");
    }
  }

  #fail() {
    const interrupted = this.#video.error?.code === MediaError.MEDIA_ERR_NETWORK;
    this.problem = interrupted || navigator.onLine === false ? "network" : "missing";
    this.#become("failed");
  }

  #become(state) {
    if (state === "playing") this.problem = "";
    this.state = state;
    this.#watch();
    this.#tell("change");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

function track({ url, language, label }) {
  return Object.assign(document.createElement("track"), {
    kind: "captions",
    src: url,
    srclang: language,
    label,
  });
}
