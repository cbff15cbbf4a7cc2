/** The player of the page: its controls, and the play buttons that lead to it. */

import * as buttons from "./buttons.js";
import { dock } from "./dock.js";
import { Playback } from "./playback.js";
import { fill, format, say } from "./timecode.js";

const EARLIER = 30;
const SMALL_STEP = 5;

const root = document.querySelector("[data-player]");
if (root) start();

function start() {
  const video = root.querySelector("video");
  const parts = Object.fromEntries(
    [...root.querySelectorAll("*")].flatMap((element) =>
      Object.keys(element.dataset)
        .filter((name) => name.startsWith("player"))
        .map((name) => [name.slice("player".length).toLowerCase(), element]),
    ),
  );
  const playback = new Playback(video);
  const playAll = document.querySelector("[data-play-all]");
  let isPlayingAll = false;
  let shown = null;
  let running;

  const word = (name, values = {}) => fill(root.dataset[`words${name}`], values);

  // --- what to play ---

  function play(item, at) {
    playback.play(item, at);
    announce(item);
  }

  function neighbour(step) {
    const list = buttons.playlist();
    const here = list.findIndex((item) => item.pid === (running ?? playback.item?.pid));
    return list[here + step] ?? null;
  }

  /** The fragment at the position: the one that was asked for, else one of the page's. */
  function runningPid() {
    const { item, position, state } = playback;
    if (!item || state === "idle" || state === "ready") return null;
    const holds = ({ start, stop, parts: [first] }) =>
      first.url === item.parts[0].url && position > start - 0.5 && position < (stop ?? Infinity);
    if (item.pid && (holds(item) || state === "finished")) return item.pid;
    return buttons.playlist().findLast(holds)?.pid ?? null;
  }

  function setPlayingAll(isOn) {
    if (!playAll) return;
    isPlayingAll = isOn;
    playAll.toggleAttribute("data-playing", isOn);
    const text = playAll.querySelector("[data-play-text]");
    playAll.dataset.wordsPlay ??= text.textContent;
    text.textContent = isOn ? playAll.dataset.wordsStop : playAll.dataset.wordsPlay;
  }

  // --- what it shows ---

  function announce(item) {
    const list = buttons.playlist();
    const number = list.findIndex(({ pid }) => pid === item.pid) + 1;
    const place = isPlayingAll ? ` ${word("AnnouncePlace", { number, total: list.length })}` : "";
    const { title, interview } = item;
    parts.status.textContent =
      word("Announce", { title, interview, time: say(playback.position) }) + place;
  }

  function toggleWord() {
    const { item, state, position } = playback;
    if (state === "playing") return word("Pause");
    if (state === "paused" || state === "finished" || state === "failed") return word("Resume");
    if (item.start === 0 && item.stop === null && position < 1) return word("PlayAll");
    if (Math.abs(position - item.start) > 0.5 && state === "ready") {
      return word("PlayFrom", { time: format(position) });
    }
    return word("Play", { time: item.startText });
  }

  function stateWord() {
    const { item } = playback;
    const name = !playback.stops && playback.state !== "finished" ? "RunsOn" : item.stated ? "Stops" : "StopsDerived";
    return word(name, { time: item.startText });
  }

  function showItem() {
    const { item } = playback;
    if (item === shown) return;
    shown = item;
    if (parts.slate) {
      parts.interview.textContent = item.interview;
      parts.moment.textContent = format(playback.position);
    }
    parts.problemlink.href = item.href;
    parts.demonstration.hidden = !item.parts.some((part) => part.demonstration);
    const tape = buttons.tapeOf(item.pid)?.cloneNode(true);
    if (tape) {
      tape.setAttribute("aria-hidden", "true");
      tape.removeAttribute("role");
      tape.removeAttribute("aria-label");
      parts.tape.replaceChildren(tape);
    }
    showMediaSession(item);
  }

  function showState() {
    const { state, problem } = playback;
    if (!playback.item) return;
    showItem();
    root.dataset.state = state;
    parts.toggletext.textContent = toggleWord();
    parts.toggle.toggleAttribute("data-playing", state === "playing");
    parts.state.textContent = stateWord();
    parts.problem.hidden = !problem;
    parts.problemtext.textContent = problem && word(problem[0].toUpperCase() + problem.slice(1));
    const several = buttons.playlist().length > 1;
    parts.previous.hidden = parts.next.hidden = !several;
    parts.previous.disabled = !neighbour(-1);
    parts.next.disabled = !neighbour(1);
    showRunning();
  }

  function showRunning() {
    const { state } = playback;
    running = runningPid();
    if (parts.title) {
      const { title, href } =
        buttons.playlist().find(({ pid }) => pid === running) ?? playback.item ?? {};
      parts.title.textContent = title;
      parts.title.href = href;
    }
    const verb = { playing: word("Pause"), paused: word("Resume") }[state] ?? null;
    buttons.mark({ pid: running, isPlaying: state === "playing", word: verb });
  }

  function showTime() {
    const { position, duration } = playback;
    parts.now.textContent = format(position);
    parts.total.textContent = format(duration);
    parts.seek.max = duration || 1;
    parts.seek.value = position;
    setShare("--at", position);
    setShare("--from", Math.min(position, playback.item.start));
    parts.seek.setAttribute(
      "aria-valuetext",
      word("Position", { time: say(position), total: say(duration) }),
    );
    root.dataset.position = String(Math.floor(position));
    root.dispatchEvent(new CustomEvent("player:time", { bubbles: true }));
    if (runningPid() !== running) showState();
  }

  function setShare(name, position) {
    parts.seek.style.setProperty(name, `${(100 * position) / (playback.duration || 1)}%`);
  }

  function showMediaSession({ title, interview }) {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: interview });
  }

  // --- what it listens to ---

  playback.addEventListener("change", showState);
  playback.addEventListener("time", showTime);
  playback.addEventListener("load", () => {
    if (parts.slate) parts.slate.hidden = false;
    parts.captions.hidden = !video.textTracks.length;
  });
  playback.addEventListener("change", () => {
    if (playback.state !== "finished" && playback.state !== "over") return;
    const next = isPlayingAll && neighbour(1);
    if (next) play(next);
    else {
      setPlayingAll(false);
      parts.status.textContent = word(playback.state === "finished" ? "Finished" : "Over");
    }
  });

  function toggle() {
    const { state } = playback;
    if (state === "playing") playback.pause();
    else if (state === "ready") play(playback.item, playback.position);
    else playback.resume();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-play]");
    if (!button) return;
    const item = buttons.itemOf(button);
    setPlayingAll(false);
    if (item.pid === running && (playback.state === "playing" || playback.state === "paused")) toggle();
    else play(item);
  });

  playAll?.addEventListener("click", () => {
    if (isPlayingAll) {
      setPlayingAll(false);
      playback.pause();
    } else {
      setPlayingAll(true);
      play(buttons.playlist()[0]);
    }
  });

  const presses = {
    toggle,
    back: () => playback.playEarlier(EARLIER),
    again: () => playback.again(),
    previous: () => play(neighbour(-1)),
    next: () => play(neighbour(1)),
    mute: () => (video.muted = !video.muted),
    fullscreen: () => (video.requestFullscreen ?? video.webkitEnterFullscreen).call(video),
    captions: () => {
      const [track] = video.textTracks;
      track.mode = track.mode === "showing" ? "hidden" : "showing";
      parts.captions.setAttribute("aria-pressed", String(track.mode === "showing"));
    },
  };
  for (const [name, press] of Object.entries(presses)) parts[name].addEventListener("click", press);
  video.addEventListener("click", () => document.fullscreenElement || toggle());
  parts.slate?.addEventListener("click", toggle);
  video.addEventListener("playing", () => parts.slate && (parts.slate.hidden = true));
  video.addEventListener("volumechange", () =>
    parts.mute.setAttribute("aria-pressed", String(video.muted)),
  );
  // In full screen only the video is there: it needs the browser's own controls.
  document.addEventListener("fullscreenchange", () => {
    video.controls = document.fullscreenElement === video;
  });
  parts.through.addEventListener("change", () => (playback.runsOn = parts.through.checked));
  parts.speed.addEventListener("change", () => {
    video.playbackRate = video.defaultPlaybackRate = Number(parts.speed.value);
  });
  parts.seek.addEventListener("input", () => playback.seek(Number(parts.seek.value)));
  parts.seek.addEventListener("keydown", (event) => {
    const step = {
      ArrowLeft: -SMALL_STEP,
      ArrowDown: -SMALL_STEP,
      ArrowRight: SMALL_STEP,
      ArrowUp: SMALL_STEP,
      PageDown: -EARLIER,
      PageUp: EARLIER,
    }[event.key];
    if (!step) return;
    event.preventDefault();
    playback.seek(playback.position + step);
  });
  document.addEventListener("htmx:afterSwap", () => {
    buttons.upgrade();
    showRunning();
  });

  // --- as the page loads: nothing plays ---

  buttons.upgrade();
  dock(root, playback);
  video.controls = false;
  parts.panel.hidden = false;
  if (parts.slate) parts.slate.hidden = false;
  if (playAll) playAll.hidden = false;
  if (root.dataset.item) {
    const item = JSON.parse(root.dataset.item);
    playback.place(item, Number(root.dataset.moment ?? item.start));
    showTime();
  }
}
