/** The cutting desk: the recording of an interview beside the rows of its fragments. */

import { Playback } from "../js/playback.js";
import { Acts } from "./acts.js";
import { PasteBox } from "./paste.js";
import { Peaks } from "./peaks.js";
import { Rows } from "./rows.js";
import { ThemeLine } from "./themes.js";
import { MOST, read, readStep, write } from "./times.js";
import { SilenceOffer } from "./silence_offer.js";
import { Unsaved } from "./unsaved.js";
import { Waveform } from "./waveform.js";

const LISTEN = 2; // seconds that are heard of a time that moved

class Desk {
  #judged = new WeakMap(); // the times of each row as they were when it was looked at
  #row = null; // the row that the keys and the buttons of the player are about

  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.rows = new Rows(document.getElementById("fragments-group"));
    this.acts = new Acts(this.rows);
    this.unsaved = new Unsaved(this.rows, root.dataset);
    this.#listenToButtons();
    if (root.dataset.item) this.#makePlayer();
    this.#dressRows();
    this.#listenToRows();
    this.#drawWaveform();
    if (this.rows.mayAdd) new PasteBox(root, this.rows, (found) => this.#take(found));
    this.unsaved.offer((kept) => this.#askAbout(kept));
  }

  // --- the player ---

  #makePlayer() {
    this.player = this.root.querySelector("[data-desk-player]");
    this.part = (name) => this.player.querySelector(`[data-desk-${name}]`);
    this.item = JSON.parse(this.root.dataset.item);
    this.playback = new Playback(this.video);
    this.playback.addEventListener("change", () => this.#show());
    this.playback.addEventListener("time", () => this.#show());
    this.video.controls = false;
    this.part("panel").hidden = false;
    this.playback.place(this.item);
    this.part("seek").addEventListener("input", ({ target }) => {
      this.playback.seek(Number(target.value));
    });
    this.part("speed").addEventListener("change", ({ target }) => {
      this.playback.speed = Number(target.value);
    });
    this.part("shift").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#shift();
    });
    this.video.addEventListener("click", () => {
      this.player.focus();
      this.presses.toggle();
    });
    this.player.addEventListener("keydown", (event) => this.#onKey(event));
    this.#show();
  }

  #listenToButtons() {
    this.presses = {
      toggle: () => (this.playback.isOn ? this.playback.pause() : this.#playOn()),
      back: () => this.#jump(-10),
      forward: () => this.#jump(10),
      stepBack: () => this.#jump(-1),
      stepForward: () => this.#jump(1),
      slower: () => this.#changeSpeed(-1),
      faster: () => this.#changeSpeed(1),
      begin: () => this.#set("start", this.#now),
      end: () => this.#set("end", this.#now),
      beginEarlier: () => this.#nudge("start", -1),
      beginABitEarlier: () => this.#nudge("start", -0.1),
      beginABitLater: () => this.#nudge("start", 0.1),
      beginLater: () => this.#nudge("start", 1),
      endEarlier: () => this.#nudge("end", -1),
      endABitEarlier: () => this.#nudge("end", -0.1),
      endABitLater: () => this.#nudge("end", 0.1),
      endLater: () => this.#nudge("end", 1),
      beginSilence: () => this.#openRow && this.silence?.look(this.#row, "start"),
      endSilence: () => this.#openRow && this.silence?.look(this.#row, "end"),
      offerTake: () => this.silence.take(),
      offerHear: () => this.silence.hear(),
      offerDrop: () => this.silence.close(),
      play: () => this.#playRow(this.#row),
      seam: () => this.#playSeam(this.#row),
      add: () => this.#addHere(),
      above: () => this.#goToRow(-1),
      below: () => this.#goToRow(1),
      title: () => this.#openRow?.title.focus(),
      shift: () => this.#shift(),
      undo: () => this.#turn(this.acts.undo(), "Undone", "NothingToUndo"),
      redo: () => this.#turn(this.acts.redo(), "Redone", "NothingToRedo"),
      help: () => this.root.querySelector("[data-desk-help]").showModal(),
    };
    for (const button of this.root.querySelectorAll("[data-desk-press]")) {
      button.addEventListener("click", () => this.presses[button.dataset.deskPress]());
    }
    // In a box that one types in, the browser undoes the typing.
    this.root.addEventListener("keydown", (event) => {
      const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      if (!isUndo || event.defaultPrevented || event.target.closest("input, select, textarea, dialog")) return;
      event.preventDefault();
      this.presses.undo();
    });
  }

  /** What is heard at this moment, to the tenth of a second. */
  get #now() {
    return Math.round(this.playback.position * 10) / 10;
  }

  #playOn() {
    this.playback.play({ ...this.item, stop: null }, this.playback.position);
  }

  #jump(seconds) {
    this.playback.seek(this.playback.position + seconds);
  }

  #changeSpeed(step) {
    const speed = this.part("speed");
    const index = speed.selectedIndex + step;
    if (index < 0 || index >= speed.options.length) return;
    speed.selectedIndex = index;
    this.playback.speed = Number(speed.value);
  }

  #hear(start, stop) {
    const from = Math.max(0, start);
    this.playback.play({ ...this.item, start: from, stop }, from);
  }

  #playRow(row) {
    if (row?.begin == null) return;
    this.#hear(row.begin, row.stop ?? this.#after(row)?.begin ?? null);
  }

  /** The last seconds of this fragment and the first of the next. */
  #playSeam(row) {
    const next = row && this.#after(row);
    const end = row?.stop ?? next?.begin ?? null;
    if (end === null) return;
    this.#hear(end - LISTEN, Math.max(end, next?.begin ?? end) + LISTEN);
  }

  #after(row) {
    const all = this.rows.all;
    return all.slice(all.indexOf(row) + 1).find(({ begin }) => begin !== null);
  }

  #onKey(event) {
    if (event.target.closest("input:not([type=range]), select, dialog")) return;
    if (event.key === "Escape" && this.silence?.isOpen) {
      event.preventDefault();
      this.silence.close();
      return;
    }
    if (event.metaKey || event.altKey) return;
    if (event.target.matches("button, a") && (event.key === " " || event.key === "Enter")) return;
    const name = (event.ctrlKey ? "Ctrl+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const key = event.shiftKey && name.length > 1 ? `Shift+${name}` : name;
    const press = this.presses[KEYS[key]];
    if (!press) return;
    event.preventDefault();
    press();
  }

  #show() {
    const { position, duration, isOn, state, problem } = this.playback;
    this.part("now").textContent = write(position);
    this.part("total").textContent = write(Math.floor(duration));
    const seek = this.part("seek");
    seek.max = duration || 1;
    seek.value = position;
    seek.setAttribute("aria-valuetext", write(position));
    this.part("toggle-text").textContent = this.#word(isOn ? "Pause" : "Play");
    this.part("state").textContent = state === "failed" || problem ? this.#word("Problem") : "";
    this.#markRow();
  }

  get #isForReading() {
    return !this.rows.mayAdd && !this.rows.all.some(({ isOpen }) => isOpen);
  }

  #word(name) {
    return this.root.dataset[`words${name}`];
  }

  #say(words) {
    // Always another element: the same words are told again too.
    const said = Object.assign(document.createElement("span"), { textContent: words });
    this.root.querySelector("[data-desk-status]").replaceChildren(said);
  }

  // --- the waveform, where there is one: all else works without ---

  async #drawWaveform() {
    const element = this.root.querySelector("[data-desk-wave]");
    if (!element || !this.player) return;
    const peaks = new Peaks(this.item.parts, JSON.parse(element.dataset.deskWave));
    try {
      await peaks.load(this.playback.duration);
    } catch {
      return; // the next page asks again
    }
    if (!peaks.length) return; // pictures without sound
    this.wave = new Waveform(element, {
      peaks,
      rows: this.rows,
      words: this.#word("Heard"),
      look: () => ({ position: this.playback.position, isOn: this.playback.isOn, chosen: this.#row }),
    });
    this.wave.addEventListener("press", () => this.player.focus({ preventScroll: true }));
    this.wave.addEventListener("seek", ({ detail }) => this.playback.seek(detail));
    this.wave.addEventListener("drag", ({ detail: { row, box, at } }) => {
      this.#choose(row);
      this.#moveEdge(box, at);
    });
    this.silence = new SilenceOffer(this.root, peaks, {
      say: (name, values) => this.#said(name, values),
      mark: (moment) => this.wave.offer(moment),
      hear: (box, at) => this.#hearEdge(box, at),
      take: (box, at) => this.#moveEdge(box, at),
      leave: () => this.player.focus({ preventScroll: true }),
    });
    for (const each of this.root.querySelectorAll("[data-desk-silence]")) each.hidden = this.#isForReading;
  }

  /** Say words of the page with these values in them. */
  #said(name, values = {}) {
    const words = Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, value),
      this.#word(name),
    );
    this.#say(words);
    return words;
  }

  // --- the rows ---

  #dressRows() {
    for (const row of this.rows.all) this.#dress(row);
    // Rows that came back unsaved stand at the end, where Django has them.
    for (const row of this.rows.all.filter(({ key }) => !key)) this.rows.place(row);
    this.#judge();
  }

  /** Give the row its buttons. */
  #dress(row) {
    const buttons = this.root.querySelector("[data-desk-row-buttons]").content;
    for (const [name, place] of [["begin", row.start], ["end", row.end]]) {
      if (!row.isOpen || !this.playback || !place) continue;
      place.after(buttons.querySelector(`[data-row-press=${name}]`).cloneNode(true));
    }
    const last = row.element.querySelector("td:last-child");
    const names = [this.playback && "play", !row.key && "remove"].filter(Boolean);
    for (const name of names) {
      last.append(buttons.querySelector(`[data-row-press=${name}]`).cloneNode(true));
    }
    this.#nameButtons(row);
    if (row.isOpen && row.themes) this.#dressThemes(row);
  }

  #dressThemes(row) {
    new ThemeLine(row.themes, {
      title: () => row.title.value || row.start.value,
      say: (words) => this.#say(words),
      change: (act, words) => this.#act(act, words),
    });
  }

  /** Each button says of which fragment it is, for who does not see the row. */
  #nameButtons(row) {
    for (const button of row.element.querySelectorAll("[data-row-press]")) {
      button.setAttribute("aria-label", `${button.dataset.words}: ${row.title.value || row.start.value}`);
    }
  }

  #listenToRows() {
    const { group } = this.rows;
    group.addEventListener("focusin", ({ target }) => {
      const row = this.rows.of(target);
      if (row) this.#choose(row);
    });
    group.addEventListener("click", (event) => this.#onRowClick(event), true);
    group.addEventListener("input", () => this.unsaved.keep());
    group.addEventListener("change", ({ target }) => {
      const row = this.rows.of(target);
      if (!row) return;
      if (target === row.start && !row.key) this.rows.place(row);
      this.#nameButtons(row);
      this.#judge();
      this.#markRow();
    });
    group.addEventListener("keydown", (event) => this.#onRowKey(event));
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      this.rows.form.querySelector("[name=_continue]")?.click();
    }, true);
  }

  #onRowClick(event) {
    const add = event.target.closest(".add-row a");
    const button = event.target.closest("[data-row-press]");
    if (!add && !button) return;
    event.preventDefault();
    event.stopPropagation(); // Django's own way of adding a row knows one place, the end
    if (add) {
      this.#addHere();
      return;
    }
    const row = this.rows.of(button);
    this.#choose(row);
    const presses = {
      begin: () => this.#set("start", this.#now),
      end: () => this.#set("end", this.#now),
      play: () => this.#playRow(row),
      remove: () => this.#remove(row),
    };
    presses[button.dataset.rowPress]();
  }

  /** Enter goes to the next row, at the last one to the player: it never saves. */
  #onRowKey(event) {
    const row = this.rows.of(event.target);
    if (!row || !event.target.matches("input")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const boxes = [...Object.keys(row.values), "tagging"];
      const box = boxes.find((name) => row[name] === event.target) ?? "title";
      const next = this.rows.all[this.rows.all.indexOf(row) + 1];
      if (next) (next[box] ?? next.title).focus();
      else this.player?.focus();
    } else if (event.key === "Escape" && this.player) {
      event.preventDefault();
      this.player.focus();
    }
  }

  #choose(row) {
    if (this.#row === row) return;
    this.#row = row;
    this.silence?.close();
    this.#markRow();
    this.#offerWriting();
  }

  /** What writes in the chosen row is off where this editor may not. */
  #offerWriting() {
    if (!this.player) return;
    const isLocked = this.#row !== null && !this.#row.isOpen;
    const writing = this.part("writing");
    if (isLocked && writing.contains(document.activeElement)) this.player.focus();
    writing.disabled = isLocked;
    this.part("locked").hidden = !isLocked;
  }

  /** The chosen row where this editor may write in it; else it is said why not. */
  get #openRow() {
    if (this.#row?.isOpen) return this.#row;
    this.#say(this.#word(this.#row || this.#isForReading ? "Locked" : "NoRow"));
    if (this.player) this.part("locked").hidden = true; // it is said once
    return null;
  }

  /** Mark at once an end that is not behind its start; what was remarked on other times goes. */
  #judge() {
    let before = null;
    for (const row of this.rows.all) {
      const times = `${row.start.value} ${row.end.value}`;
      const former = this.#judged.get(row);
      this.#judged.set(row, times);
      if (former !== undefined && former !== times) {
        before?.dropRemarks();
        row.dropRemarks();
        const isTooEarly = row.begin !== null && row.stop !== null && row.stop <= row.begin;
        row.mark(isTooEarly ? this.#word("EndsTooEarly") : "");
      }
      before = row;
    }
  }

  /** Show which row is chosen, and in which one the position lies. */
  #markRow() {
    const position = this.playback?.position ?? -1;
    let next = Infinity; // where the row behind begins
    for (const row of this.rows.all.reverse()) {
      const { begin, stop } = row;
      const isHeard = begin !== null && position >= begin - 0.05 && position < (stop ?? next);
      row.element.classList.toggle("is-chosen", row === this.#row);
      row.element.classList.toggle("is-heard", isHeard);
      next = begin ?? next;
    }
    this.wave?.draw();
    const name = this.root.querySelector("[data-desk-row]");
    if (!name) return;
    const words = this.#row && `${this.#row.start.value} ${this.#row.title.value}`.trim();
    name.textContent = words || this.#word("NoRow");
  }

  #goToRow(step) {
    const all = this.rows.all;
    const here = this.#row ? all.indexOf(this.#row) : -1;
    const row = all[here < 0 && step < 0 ? all.length - 1 : here + step];
    if (!row) return;
    this.#choose(row);
    row.element.scrollIntoView({ block: "nearest" });
    if (!this.playback.isOn && row.begin !== null) this.playback.seek(row.begin);
    this.#say(`${row.start.value} ${row.title.value}`);
  }

  // --- acts: each can be undone ---

  #act(change, words) {
    this.acts.do(change);
    this.#judge();
    this.silence?.close();
    this.unsaved.keep();
    this.#markRow();
    if (words) this.#say(words);
  }

  /** Whether it was done. */
  #set(box, seconds) {
    const row = this.#openRow;
    if (!row) return false;
    this.#act(() => {
      row[box].value = write(seconds);
      if (box === "start" && !row.key) this.rows.place(row);
    }, `${row[box].getAttribute("aria-label") ?? ""} ${write(seconds)}`);
    this.#nameButtons(row);
    return true;
  }

  #nudge(box, by) {
    const row = this.#openRow;
    if (!row) return;
    const at = read(row[box].value);
    if (at === null) this.#say(this.#word("NoTime"));
    else this.#moveEdge(box, Math.max(0, at + by));
  }

  /** Set a time and let it be heard. */
  #moveEdge(box, to) {
    if (this.#set(box, to)) this.#hearEdge(box, to);
  }

  #hearEdge(box, at) {
    if (box === "start") this.#hear(at, at + LISTEN);
    else this.#hear(at - LISTEN, at);
  }

  #addHere() {
    if (!this.rows.mayAdd) {
      this.#say(this.#word("Locked"));
      return;
    }
    const time = this.playback && write(this.#now);
    const there = this.rows.all.find(({ begin }) => begin !== null && write(begin) === time);
    if (there) {
      this.#choose(there);
      there.title.focus();
      there.element.scrollIntoView({ block: "nearest" });
      this.#said("BeginsThere", { time });
      return;
    }
    let row;
    this.#act(() => {
      row = this.rows.add({ start: time ?? "" });
    });
    this.#dress(row);
    this.#choose(row);
    (this.playback ? row.title : row.start).focus();
  }

  #remove(row) {
    this.#act(() => this.rows.remove(row), this.#word("Removed"));
    if (this.#row === row) this.#row = null;
    this.player?.focus();
  }

  /** Rows of a pasted list: those whose times are free. */
  #take(found) {
    const added = [];
    this.#act(() => {
      for (const values of found) added.push(this.rows.add(values));
    });
    for (const row of added) this.#dress(row);
  }

  /** Move the times of this row and of all that come after it: all of them, or none. */
  #shift() {
    const first = this.#openRow;
    if (!first) return;
    const by = readStep(this.part("shift").value);
    if (by === null) {
      this.#say(this.#word("NoShift"));
      return;
    }
    const all = this.rows.all;
    const from = all.indexOf(first);
    const rows = all.slice(from).filter(({ start, end }) => start.value.trim() || end.value.trim());
    const boxes = rows.flatMap((row) => [row.start, row.end].map((box) => ({ row, box, at: read(box.value) })));
    const typed = boxes.filter(({ box }) => box.value.trim());
    const stays = typed.find(({ row, at }) => !row.isOpen || at === null || at + by < 0 || at + by > MOST);
    if (stays) {
      const { row, at } = stays;
      const outside = at + by < 0 ? "BelowZero" : "PastMost";
      const why = row.isOpen ? (at === null ? "NoTimecode" : outside) : "RowLocked";
      this.#said(why, { number: all.indexOf(row) + 1, text: stays.box.value });
      return;
    }
    this.#act(() => {
      for (const { box, at } of typed) box.value = write(at + by);
    }, this.#word("Shifted").replace("{count}", rows.length));
  }

  /** An act was undone or done again. */
  #turn(act, done, nothing) {
    this.#judge();
    this.#say(this.#word(act ? done : nothing));
    for (const each of this.rows.all) this.#nameButtons(each);
    if (this.#row && !this.#row.element.isConnected) this.#row = null;
    this.silence?.close();
    this.unsaved.keep();
    this.#markRow();
  }

  // --- what was not saved ---

  /** Ask whether these come back; done when that is answered. */
  async #askAbout({ at, rows }) {
    const offer = this.root.querySelector("[data-desk-unsaved]");
    const part = (name) => offer.querySelector(`[data-desk-unsaved-${name}]`);
    part("when").textContent = new Date(at).toLocaleString(document.documentElement.lang, {
      dateStyle: "long",
      timeStyle: "short",
    });
    offer.hidden = false;
    const isTaken = await new Promise((done) => {
      part("take").onclick = () => done(true);
      part("drop").onclick = () => done(false);
    });
    offer.hidden = true;
    if (isTaken) this.#putBack(rows);
  }

  /** Put back what was typed, with what was shown when it was: where a colleague changed that
      meanwhile, the save asks whose value counts. */
  #putBack(kept) {
    const stored = new Map(this.rows.all.filter(({ key }) => key).map((row) => [row.key, row]));
    const added = [];
    const lost = [];
    this.#act(() => {
      for (const { key, opened, values } of kept) {
        const row = stored.get(key);
        if (!key && this.rows.mayAdd) added.push(this.rows.add(values));
        else if (row?.isOpen) {
          row.values = values;
          if (opened) row.seal.value = opened;
        } else lost.push(Object.values(values).filter(Boolean).join(" "));
      }
    });
    for (const row of added) this.#dress(row);
    const told = this.root.querySelector("[data-desk-lost]");
    told.hidden = !lost.length;
    told.querySelector("span").textContent = lost.join(" · ");
  }
}

/** What the keys do while the player has the focus. Listed for the editor in _desk.html. */
const KEYS = {
  " ": "toggle",
  k: "toggle",
  j: "back",
  l: "forward",
  ArrowLeft: "stepBack",
  ArrowRight: "stepForward",
  "-": "slower",
  "+": "faster",
  "=": "faster",
  b: "begin",
  e: "end",
  "<": "beginEarlier",
  ",": "beginABitEarlier",
  ".": "beginABitLater",
  ">": "beginLater",
  "{": "endEarlier",
  "[": "endABitEarlier",
  "]": "endABitLater",
  "}": "endLater",
  q: "beginSilence",
  w: "endSilence",
  p: "play",
  s: "seam",
  n: "add",
  ArrowUp: "above",
  ArrowDown: "below",
  Enter: "title",
  t: "title",
  z: "undo",
  "Ctrl+z": "undo",
  y: "redo",
  "Ctrl+y": "redo",
  "Shift+Ctrl+z": "redo",
  "?": "help",
};

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dialog-close]")) target.closest("dialog").close();
});

const root = document.querySelector("[data-desk]");
if (root) new Desk(root);
