/** The player of the page: what its controls and the play buttons of the page do. */

import * as buttons from "./buttons.js";
import { dock } from "./dock.js";
import { fullScreen } from "./fullscreen.js";
import { Panel } from "./panel.js";
import { Playback } from "./playback.js";
import { shortcuts } from "./shortcuts.js";
import { say } from "./timecode.js";

const EARLIER = 30;
const STEP = 10;
const SMALL_STEP = 5;
const SHORT = 0.25;
const STEPS = {
  ArrowLeft: -SMALL_STEP,
  ArrowDown: -SMALL_STEP,
  ArrowRight: SMALL_STEP,
  ArrowUp: SMALL_STEP,
  PageDown: -EARLIER,
  PageUp: EARLIER,
};

class Player {
  #running = null; // the pid of the fragment at the position
  #isPlayingAll = false;
  #unsaid = null; // what was asked to play, until it does

  constructor(root) {
    this.video = root.querySelector("video");
    this.playback = new Playback(this.video);
    this.panel = new Panel(root, this.playback);
    this.fillScreen = fullScreen(this.video, () => this.playback.complain("fullscreen"));
    this.playAll = document.querySelector("[data-play-all]");
    buttons.upgrade();
    dock(root, this.playback);
    this.#listenToPlayback();
    this.#listenToControls();
    this.#listenToKeys(root);
    this.#listenToPage();
    sayInSeconds(root.dataset.moment);
    if (root.dataset.item) this.playback.place(JSON.parse(root.dataset.item));
  }

  #listenToPlayback() {
    this.playback.addEventListener("change", () => {
      this.#show();
      this.#announce();
      this.#goOnAtTheEnd();
    });
    this.playback.addEventListener("time", () => {
      if (this.#findRunning() !== this.#running) this.#show();
    });
  }

  #listenToControls() {
    const { parts } = this.panel;
    const presses = {
      toggle: () => this.#toggle(),
      back: () => this.playback.playEarlier(EARLIER),
      again: () => this.playback.again(),
      previous: () => this.#go(-1),
      next: () => this.#go(1),
      mute: () => (this.playback.isMuted = !this.playback.isMuted),
      captions: () => this.#toggleCaptions(),
      fullscreen: this.fillScreen,
      slate: () => this.#toggle(),
    };
    for (const [name, press] of Object.entries(presses)) {
      parts[name]?.addEventListener("click", press);
    }
    this.video.addEventListener("click", () => document.fullscreenElement || this.#toggle());
    this.video.addEventListener("volumechange", () =>
      parts.mute.setAttribute("aria-pressed", String(this.playback.isMuted)),
    );
    const options = {
      through: () => (this.playback.runsOn = parts.through.checked),
      speed: () => (this.playback.speed = Number(parts.speed.value)),
    };
    for (const [name, choose] of Object.entries(options)) {
      parts[name].addEventListener("change", choose);
      choose(); // a browser may have filled in what was chosen before
    }
    parts.seek.addEventListener("input", () => this.#seek(Number(parts.seek.value)));
    parts.seek.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      this.#seek(this.playback.position + step);
    });
  }

  #listenToKeys(root) {
    const { playback } = this;
    shortcuts(root, {
      toggle: () => this.#toggle(),
      backward: () => this.#seek(playback.position - STEP),
      forward: () => this.#seek(playback.position + STEP),
      earlier: () => playback.playEarlier(EARLIER),
      previous: () => this.#go(-1),
      next: () => this.#go(1),
      slower: () => this.#changeSpeed(-1),
      faster: () => this.#changeSpeed(1),
      mute: () => (playback.isMuted = !playback.isMuted),
      fullscreen: this.fillScreen,
    });
  }

  #listenToPage() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-play]");
      if (button) this.#press(buttons.itemOf(button));
      this.#playMoment(event);
    });
    document.addEventListener("htmx:afterSwap", () => {
      buttons.upgrade();
      this.#mark();
    });
    // Who leaves the page takes it up again when back, and not the browser of its own accord.
    let left = 0; // WebKit forgets the position of a page that it keeps
    addEventListener("pagehide", ({ persisted }) => {
      if (!persisted) return;
      left = this.playback.position;
      this.playback.pause();
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      this.playback.pause();
      if (this.playback.item && Math.abs(this.playback.position - left) > 1) this.playback.seek(left);
    });
    if (!this.playAll) return;
    this.playAll.hidden = false;
    this.playAll.addEventListener("click", () => this.#togglePlayingAll());
  }

  // --- what a press does ---

  #press(item) {
    const { state, isOn } = this.playback;
    this.#setPlayingAll(false);
    if (item.pid === this.#running && (isOn || state === "paused")) this.#toggle();
    else this.#play(item);
  }

  /** A link to a moment of a fragment plays from there; where it cannot be played, it is followed. */
  #playMoment(event) {
    const link = event.target.closest("a[data-play-at]");
    const button = link?.closest("[data-fragment]").querySelector("button[data-play]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#setPlayingAll(false);
    this.#play(buttons.itemOf(button), Number(link.dataset.playAt));
  }

  #play(item, at) {
    this.#unsaid = item;
    this.playback.play(item, at);
  }

  /** Where the bar is the fragment alone, to just before its end at most: there it stops. */
  #seek(position) {
    const [, to] = this.panel.range;
    this.playback.seek(this.panel.isSpan ? Math.min(position, to - SHORT) : position);
  }

  /** To the fragment before or after, if there is one. */
  #go(step) {
    const neighbour = this.#neighbour(step);
    if (neighbour) this.#play(neighbour);
  }

  #toggle() {
    const { item, state, isOn } = this.playback;
    if (isOn) this.playback.pause();
    else if (state === "ready") this.#play(item);
    else this.playback.resume();
  }

  #togglePlayingAll() {
    this.#setPlayingAll(!this.#isPlayingAll);
    if (this.#isPlayingAll) this.#play(buttons.playlist()[0]);
    else this.playback.pause();
  }

  #setPlayingAll(isOn) {
    if (!this.playAll) return;
    const words = this.playAll.querySelector("[data-play-text]");
    this.playAll.dataset.wordsPlay ??= words.textContent;
    if (isOn !== this.#isPlayingAll) buttons.keepSize(this.playAll);
    words.textContent = isOn ? this.playAll.dataset.wordsStop : this.playAll.dataset.wordsPlay;
    this.playAll.toggleAttribute("data-playing", isOn);
    this.#isPlayingAll = isOn;
  }

  #changeSpeed(step) {
    const { speed } = this.panel.parts;
    const option = speed.options[speed.selectedIndex + step];
    if (!option) return;
    speed.value = option.value;
    this.playback.speed = Number(option.value);
    this.panel.say(this.panel.word("Speed", { speed: option.text }));
  }

  #toggleCaptions() {
    const [track] = this.video.textTracks;
    const isOn = track.mode !== "showing";
    track.mode = isOn ? "showing" : "hidden";
    this.panel.parts.captions.setAttribute("aria-pressed", String(isOn));
  }

  // --- what follows from the playback ---

  #goOnAtTheEnd() {
    const { state } = this.playback;
    if (state !== "finished" && state !== "over") return;
    const next = this.#isPlayingAll && this.#neighbour(1);
    if (next) {
      this.#play(next);
    } else {
      this.#setPlayingAll(false);
      this.panel.say(this.panel.word(state === "finished" ? "Finished" : "Over"));
    }
  }

  #neighbour(step) {
    const list = buttons.playlist();
    const here = list.findIndex((item) => item.pid === (this.#running ?? this.playback.item?.pid));
    return list[here + step] ?? null;
  }

  /** The fragment at the position: the one that was asked for, else one of the page's. */
  #findRunning() {
    const { item, position, state } = this.playback;
    if (!item || state === "ready") return null;
    const holds = ({ start, stop, parts: [first] }) =>
      first.url === item.parts[0].url && position > start - 0.5 && position < (stop ?? Infinity);
    if (item.pid && (state === "finished" || holds(item))) return item.pid;
    return buttons.playlist().findLast(holds)?.pid ?? null;
  }

  #show() {
    const { item } = this.playback;
    if (!item) return;
    this.#running = this.#findRunning();
    const running = buttons.playlist().find(({ pid }) => pid === this.#running) ?? item;
    const { title, href } = running;
    this.panel.show({ title, href, previous: this.#neighbour(-1), next: this.#neighbour(1) });
    this.#mark();
  }

  #mark() {
    const { state } = this.playback;
    const words = { playing: "Pause", waiting: "Loading", paused: "Resume" };
    const word = words[state];
    buttons.mark({
      pid: this.#running,
      state,
      word: word && this.panel.word(word),
    });
  }

  /** Say what plays once it does, and before that, that it is on its way. */
  #announce() {
    const { state } = this.playback;
    const item = this.#unsaid;
    if (!item) return;
    if (state === "waiting") this.panel.say(this.panel.word("Loading"));
    else this.#unsaid = null;
    if (state !== "playing") return;
    const { title, interview } = item;
    const sentences = [
      this.panel.word("Announce", { title, interview, time: say(this.playback.position) }),
    ];
    if (this.#isPlayingAll) {
      const list = buttons.playlist();
      const number = list.findIndex(({ pid }) => pid === item.pid) + 1;
      sentences.push(this.panel.word("AnnouncePlace", { number, total: list.length }));
    }
    this.panel.say(sentences.join(" "));
  }
}

/** The moment in the address, which may have been written in another way. */
function sayInSeconds(moment) {
  const address = new URL(location);
  const written = address.searchParams.getAll("t");
  if (!moment || (written.length === 1 && written[0] === moment)) return;
  address.searchParams.set("t", moment);
  history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
}

// A browser that reads modules and has less than this keeps the links and a player of its own.
const isNewEnough = "findLast" in Array.prototype && "ResizeObserver" in window;
const root = document.querySelector("[data-player]");
if (root && isNewEnough) new Player(root);
