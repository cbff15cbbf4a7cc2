/**
 * One file in the video element, as the player wants it and no browser quite gives it: it begins
 * where it was asked to, says that it moves when it does, and asks again for what did not come.
 *
 * All times are in seconds of the file. Fires "change" when the state or the problem changes, "time"
 * while the position moves, "seeked" and "length". States: still · waiting (asked to play, and
 * nothing moves yet) · moving · ended · failed.
 */

import { inquire } from "./trouble.js";

// Firefox goes on stopping at the end of the first `#t=` that it was given, also in an address that
// comes after it, unless that names an end of its own.
const WHOLE = "#t=0,9999999";
const BEAT_MS = 1_000;
const PATIENCE_MS = 8_000; // without a moving picture or a byte; then the file is asked for again
const SHORT = 2; // where more than this is missing, not the recording has ended but the connection
const RESTORING_MS = 1_000; // in which a change of the sound follows from one of the speed
const MOST_TRIES = 4;
const RECOVERED = 5; // after so much has been played, the tries are counted afresh

export class Reel extends EventTarget {
  state = "still";
  problem = "";
  #video;
  #part = null;
  #wanted = null; // where to begin, until the file has told its length
  #isBroken = false;
  #stoodAt = null; // where it was when last nothing moved
  #aliveAt = 0; // when last something came in or moved, by the clock
  #seenAt = 0; // where it was at the last beat
  #beat = 0;
  #refusals = 0;
  #tries = 0;
  #triedAt = 0; // where it was at the last of them
  #endedAt = null; // where it ended too early
  #isMuted;
  #volume = null; // what it is turned back to
  #ratedAt = -Infinity; // when the speed changed last, by the clock
  #turn = 0; // counts what was asked: the answer to an earlier question is late

  constructor(video) {
    super();
    this.#video = video;
    this.#isMuted = video.muted;
    const listeners = {
      // Of both only what is still so: meanwhile something else may have been asked.
      play: () => this.#isAsked || video.paused || this.#ask(),
      pause: () => this.#isAsked && !this.#isBroken && video.paused && !video.ended && this.#stop(),
      waiting: () => this.state === "moving" && this.#become("waiting"),
      playing: () => this.#notice(),
      timeupdate: () => {
        this.#notice();
        this.#tell("time");
      },
      seeked: () => {
        this.#speakUp();
        this.#tell("seeked");
      },
      progress: () => (this.#aliveAt = performance.now()),
      loadedmetadata: () => this.#settle(),
      ratechange: () => (this.#ratedAt = performance.now()),
      volumechange: () => this.#keepMute(),
      durationchange: () => this.#tell("length"),
      ended: () => this.#end(),
      error: () => this.#recover(),
    };
    for (const [name, listener] of Object.entries(listeners)) {
      video.addEventListener(name, listener);
    }
  }

  /** Where it is, or will be as soon as it can. */
  get position() {
    return this.#wanted ?? this.#video.currentTime;
  }

  /** NaN or Infinity until the file has told. */
  get length() {
    return this.#video.duration;
  }

  get speed() {
    return this.#video.playbackRate;
  }

  set speed(speed) {
    // The default too: a new file would otherwise begin at the old speed.
    this.#ratedAt = performance.now();
    this.#video.playbackRate = this.#video.defaultPlaybackRate = speed;
  }

  get isMuted() {
    return this.#isMuted;
  }

  set isMuted(isMuted) {
    this.#video.muted = this.#isMuted = isMuted;
  }

  get #isAsked() {
    return this.state === "waiting" || this.state === "moving";
  }

  /** Have this part in the element, from this moment on. */
  goTo(part, position) {
    this.#turn += 1;
    this.#wanted = position;
    if (part.url !== this.#part?.url || this.#isBroken) this.#load(part);
    else this.#settle();
    this.#stoodAt = null;
    if (this.state === "moving") this.#become("waiting");
  }

  /** Fetch what is to be seen at this moment, where the page has waited for somebody to ask. */
  show() {
    if (this.#video.preload === "none") this.#video.preload = "metadata";
  }

  play() {
    this.#tries = this.#refusals = 0;
    this.#endedAt = null;
    this.problem = "";
    if (this.#isBroken) this.#loadAgain();
    this.#ask();
    this.#start();
  }

  pause() {
    this.#video.pause();
    if (this.#isAsked) this.#stop();
  }

  #load(part) {
    this.#part = part;
    this.#isBroken = false;
    this.#hush();
    this.#video.replaceChildren(...part.captions.map(track));
    this.#video.src = part.url + WHOLE;
  }

  #loadAgain() {
    this.#wanted = this.position;
    this.#load(this.#part);
  }

  /** Not before the file has told its length: WebKitGTK would stand still there for ever. */
  #settle() {
    if (this.#wanted === null || this.#video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    this.#video.currentTime = this.#wanted;
    this.#wanted = null;
  }

  /** Of where the file begins nothing is heard: WebKitGTK may play from there for a moment. */
  #hush() {
    this.#volume ??= this.#video.volume;
    this.#video.volume = 0;
  }

  #speakUp() {
    if (this.#wanted !== null || this.#volume === null) return;
    this.#video.volume = this.#volume;
    this.#volume = null;
  }

  #ask() {
    this.#turn += 1;
    this.#stoodAt = null;
    this.#aliveAt = performance.now();
    clearInterval(this.#beat);
    this.#beat = setInterval(() => this.#check(), BEAT_MS);
    this.#become("waiting");
  }

  async #start() {
    try {
      await this.#video.play();
    } catch (error) {
      // AbortError: something else was asked before this began. An unplayable file has its own
      // event.
      if (error.name === "NotAllowedError" && this.#isAsked) this.#stop("blocked");
    }
  }

  #stop(problem = "") {
    this.#turn += 1;
    this.problem = problem;
    this.#become("still");
  }

  /** Whether it moves: a browser that says so may still stand where it was. */
  #notice() {
    const { currentTime, paused, seeking } = this.#video;
    if (this.state !== "waiting" || paused || seeking || this.#wanted !== null) return;
    if (this.#stoodAt !== null && currentTime > this.#stoodAt) {
      this.problem = "";
      this.#speakUp();
      this.#become("moving");
    }
    this.#stoodAt = currentTime;
  }

  /** With another speed, also that of a new file, WebKitGTK turns the sound on: nobody asked. */
  #keepMute() {
    const { muted } = this.#video;
    const isAside =
      this.state === "waiting" || performance.now() - this.#ratedAt < RESTORING_MS;
    if (!isAside) this.#isMuted = muted;
    else if (muted !== this.#isMuted) this.#video.muted = this.#isMuted;
  }

  #check() {
    const { currentTime } = this.#video;
    const hasMoved = this.#seenAt !== currentTime;
    this.#seenAt = currentTime;
    if (hasMoved) this.#aliveAt = performance.now();
    else if (this.state === "moving") this.#become("waiting");
    if (performance.now() - this.#aliveAt > PATIENCE_MS) this.#recover();
    else if (currentTime - this.#triedAt > RECOVERED) this.#tries = 0;
    if (hasMoved && this.state === "moving" && isEmpty(this.#video)) {
      this.#fail("unplayable");
      this.#video.pause();
    }
  }

  #end() {
    const length = this.#part.duration ?? this.#video.duration;
    const { position } = this;
    const isNew = this.#endedAt === null || Math.abs(position - this.#endedAt) > SHORT;
    if (position < length - SHORT && isNew) {
      this.#endedAt = position; // once more; who says the same twice is right
      this.#recover();
    } else {
      this.#become("ended");
    }
  }

  /** Find out what is the matter, and go on from here as soon as that makes sense. */
  async #recover() {
    if (!this.#part) return;
    this.#wanted = this.position;
    this.#isBroken = true;
    this.#aliveAt = Infinity;
    const turn = ++this.#turn;
    const code = this.#video.error?.code;
    if (!code) this.#letGo();
    const { problem, waitMs, isThere } = await inquire(this.#part.url);
    if (turn !== this.#turn) return;
    // Twice there, and twice refused: then it is what this browser cannot play.
    this.#refusals = isThere && code >= MediaError.MEDIA_ERR_DECODE ? this.#refusals + 1 : 0;
    if (problem === "missing") this.#fail("missing");
    else if (this.#refusals > 1) this.#fail("unplayable");
    else if (!this.#isAsked) return;
    else if (this.#tries === MOST_TRIES) this.#fail(problem === "busy" ? "crowded" : "network");
    else this.#tryAgain(problem, waitMs);
  }

  /** Close a connection that gives nothing: Firefox would have the next request wait for it. */
  #letGo() {
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #tryAgain(problem, waitMs) {
    this.#tries += 1;
    this.#triedAt = this.position;
    this.problem = problem;
    this.#become("waiting");
    const turn = this.#turn;
    setTimeout(() => {
      if (turn !== this.#turn) return;
      this.#loadAgain();
      this.#stoodAt = null;
      this.#aliveAt = performance.now();
      this.#start();
    }, problem === "busy" ? waitMs : waitMs * this.#tries);
  }

  #fail(problem) {
    this.problem = problem;
    this.#become("failed");
  }

  #become(state) {
    this.state = state;
    if (!this.#isAsked) clearInterval(this.#beat);
    this.#tell("change");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

/** Whether it moves and there is nothing to see or hear, as far as the browser tells of that. */
function isEmpty({ videoWidth, audioTracks, mozHasAudio, webkitAudioDecodedByteCount: decoded }) {
  return videoWidth === 0 && (audioTracks?.length === 0 || mozHasAudio === false || decoded === 0);
}

function track({ url, language, label }) {
  return Object.assign(document.createElement("track"), {
    kind: "captions",
    src: url,
    srclang: language,
    label,
  });
}
