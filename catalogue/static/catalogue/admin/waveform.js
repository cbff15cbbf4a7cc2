/**
 * The waveform beside the rows: all of the recording, and twenty seconds around the position. It
 * shows the fragments, the position and the silences; an edge of a fragment can be dragged.
 *
 * Fires "seek" with the moment in `detail`, and "drag" with `{ row, box, at }` when an edge was let
 * go elsewhere. What can be done here, the rows and the player do by keyboard.
 */

import { COARSE } from "./peaks.js";
import { limit, loudness, RATE, silencesIn } from "./silences.js";
import { write } from "./times.js";

const SPAN = 20; // seconds in the zoom
const AROUND = 10; // seconds on each side by which a silence is judged
const MARGIN = 1; // nearer to the edge of the zoom than this, the zoom moves on
const REACH = { mouse: 6, pen: 10, touch: 22 }; // pixels from an edge of a fragment
const SHORTEST = 0.1; // of a fragment whose edge is dragged
const LOUDEST = 127;
const BELOW = 16; // pixels for the times
const ABOVE = 16; // pixels for the titles

export class Waveform extends EventTarget {
  #root;
  #peaks;
  #rows;
  #words;
  #overview;
  #zoom;
  #colours = null;
  #look; // gives what is to be shown: the position, whether it plays, the chosen row
  #from = 0;
  #position = 0;
  #chosen = null;
  #offered = null; // the moment of a silence that is offered
  #drag = null;
  #frame = 0;
  #columns = null; // of the overview, as wide as it is
  #silences = { from: -1, found: [] };

  /** `look` gives `{ position, isOn, chosen }` of this moment; `words` name a stretch. */
  constructor(root, { peaks, rows, look, words }) {
    super();
    this.#root = root;
    this.#peaks = peaks;
    this.#rows = rows;
    this.#look = look;
    this.#words = words;
    this.#overview = root.querySelector("[data-desk-overview]");
    this.#zoom = root.querySelector("[data-desk-zoom]");
    root.hidden = false;
    this.#overview.setAttribute("aria-label", this.#named(0, peaks.length));
    this.#listen();
    this.#move(0);
  }

  /** Mark a moment that is offered; null takes the mark away. */
  offer(moment) {
    this.#offered = moment;
    if (moment !== null && (moment < this.#from || moment > this.#from + SPAN)) this.#move(moment - SPAN / 2);
    this.draw();
  }

  /** Draw what there is to show, with the next picture of the screen; as long as it plays, each. Who
   * wants little motion sees the position move when the player tells it. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const { position, isOn, chosen } = this.#look();
      this.#follow(position, isOn);
      this.#chosen = chosen;
      const spans = this.#spans();
      this.#drawOverview(spans);
      this.#drawZoom(spans);
      if (isOn && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.draw();
    });
  }

  // --- where the zoom is ---

  /** Keep the position in the zoom, which stands still as long as it can. */
  #follow(position, isOn) {
    if (position === this.#position) return;
    this.#position = position;
    const first = this.#from + (isOn ? 0 : MARGIN);
    if (this.#drag || (position >= first && position <= this.#from + SPAN - MARGIN)) return;
    this.#move(position - (isOn ? 2 * MARGIN : SPAN / 2));
  }

  #move(from) {
    this.#from = Math.max(0, Math.min(from, this.#peaks.length - SPAN));
    this.#peaks.want(this.#from - AROUND, this.#from + SPAN + AROUND);
    this.#zoom.setAttribute("aria-label", this.#named(this.#from, this.#from + SPAN));
    this.draw();
  }

  #named(from, to) {
    const times = { from: write(Math.floor(from)), to: write(Math.floor(Math.min(to, this.#peaks.length))) };
    return this.#words.replace("{from}", times.from).replace("{to}", times.to);
  }

  // --- pointers ---

  #listen() {
    this.#peaks.addEventListener("come", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.#root);
    const forget = () => {
      this.#colours = null;
      this.draw();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
    new MutationObserver(forget).observe(document.documentElement, { attributeFilter: ["data-theme"] });

    let isHeld = false;
    this.#overview.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault(); // the focus goes to the player
      this.#tell("press");
      isHeld = true;
      this.#overview.setPointerCapture(event.pointerId);
      this.#seek(this.#overviewMoment(event));
    });
    this.#overview.addEventListener("pointermove", (event) => isHeld && this.#seek(this.#overviewMoment(event)));
    for (const name of ["pointerup", "pointercancel"]) this.#overview.addEventListener(name, () => (isHeld = false));

    this.#zoom.addEventListener("pointerdown", (event) => this.#press(event));
    this.#zoom.addEventListener("pointermove", (event) => this.#pull(event));
    this.#zoom.addEventListener("pointerup", (event) => this.#letGo(event));
    this.#zoom.addEventListener("pointercancel", () => this.#stopDragging());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#drag) return;
      event.preventDefault();
      event.stopPropagation();
      this.#stopDragging();
    }, true);
  }

  #press(event) {
    if (event.button) return;
    event.preventDefault(); // the focus goes to the player
    this.#zoom.setPointerCapture(event.pointerId);
    this.#drag = { ...this.#edgeAt(event), x: event.offsetX, isMoved: false };
    this.#tell("press");
  }

  #pull(event) {
    if (!this.#drag) {
      this.#zoom.toggleAttribute("data-at-edge", this.#edgeAt(event) !== null);
      return;
    }
    if (Math.abs(event.offsetX - this.#drag.x) > 2) this.#drag.isMoved = true;
    if (!this.#drag.row || !this.#drag.isMoved) return;
    this.#drag.at = this.#within(this.#drag, this.#zoomMoment(event) - this.#drag.beside);
    this.draw();
  }

  #letGo(event) {
    const drag = this.#drag;
    this.#stopDragging();
    if (!drag) return;
    if (drag.row && drag.isMoved && drag.at !== undefined) {
      this.#tell("drag", { row: drag.row, box: drag.box, at: drag.at });
    } else if (!drag.isMoved) {
      this.#seek(this.#zoomMoment(event));
    }
  }

  #stopDragging() {
    this.#drag = null;
    this.draw();
  }

  /** The edge of a fragment under the pointer, that this editor may move: `{ row, box, beside }`, the
   * last in seconds from the edge to the pointer; or null. */
  #edgeAt(event) {
    const at = this.#zoomMoment(event);
    const reach = (REACH[event.pointerType] ?? REACH.mouse) / this.#zoom.clientWidth * SPAN;
    let best = null;
    for (const row of this.#rows.all) {
      if (!row.isOpen) continue;
      for (const [box, moment] of [["start", row.begin], ["end", row.stop]]) {
        if (moment === null) continue;
        // Of two edges in one place, that of the chosen row; else the one on this side.
        const side = (box === "start") === (at >= moment) ? 0 : reach / 100;
        const away = Math.abs(moment - at) + side - (row === this.#chosen ? reach / 50 : 0);
        if (Math.abs(moment - at) <= reach && (best === null || away < best.away)) {
          best = { row, box, away, beside: at - moment };
        }
      }
    }
    return best;
  }

  /** A time for this edge, to the tenth, with something left of the fragment. */
  #within({ row, box }, moment) {
    const low = box === "end" && row.begin !== null ? row.begin + SHORTEST : 0;
    const high = box === "start" && row.stop !== null ? row.stop - SHORTEST : this.#peaks.length;
    return Math.max(0, Math.round(Math.min(Math.max(moment, low), Math.max(high, low)) * 10) / 10);
  }

  #zoomMoment(event) {
    return this.#from + (event.offsetX / this.#zoom.clientWidth) * SPAN;
  }

  #overviewMoment(event) {
    return (event.offsetX / this.#overview.clientWidth) * this.#peaks.length;
  }

  #seek(moment) {
    this.#tell("seek", Math.max(0, Math.min(moment, this.#peaks.length)));
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // --- drawing ---

  /** `#rows` as spans, `{ row, from, to, isStated }`; where one is dragged, as it would be. */
  #spans() {
    const spans = this.#rows.all
      .map((row) => ({ row, from: this.#time(row, "start"), to: this.#time(row, "end") }))
      .filter(({ from }) => from !== null)
      .sort((one, other) => one.from - other.from);
    return spans.map((span, index) => ({
      ...span,
      isStated: span.to !== null,
      to: span.to ?? spans[index + 1]?.from ?? this.#peaks.length,
    }));
  }

  #time(row, box) {
    const { at, row: dragged, box: which } = this.#drag ?? {};
    if (row === dragged && box === which && at !== undefined) return at;
    return box === "start" ? row.begin : row.stop;
  }

  #drawOverview(spans) {
    const { context, width, height } = this.#ready(this.#overview);
    const colours = this.#inks;
    const x = (moment) => (moment / this.#peaks.length) * width;
    for (const { row, from, to } of spans) {
      context.fillStyle = row === this.#chosen ? colours.chosen : colours.band;
      context.fillRect(x(from), 0, Math.max(1, x(to) - x(from) - 0.5), height);
    }
    if (this.#columns?.length !== 2 * Math.ceil(width)) this.#columns = this.#gathered(Math.ceil(width));
    context.fillStyle = colours.wave;
    drawWave(context, this.#columns, { x: 0, step: 1, top: 0, height });
    context.fillStyle = colours.edge;
    for (const { from } of spans) context.fillRect(x(from), 0, 1, height);
    context.strokeStyle = colours.wave;
    context.strokeRect(x(this.#from) + 0.5, 0.5, Math.max(3, x(SPAN)) - 1, height - 1);
    this.#drawPosition(context, x(this.#position), height, colours);
  }

  /** Lowest and highest of each column of the overview. */
  #gathered(width) {
    const { coarse } = this.#peaks;
    const columns = new Int8Array(2 * width);
    const count = coarse.length / 2;
    for (let column = 0; column < width; column += 1) {
      const first = Math.floor((column / width) * count);
      const last = Math.max(first + 1, Math.floor(((column + 1) / width) * count));
      for (let index = first; index < last; index += 1) {
        columns[2 * column] = Math.min(columns[2 * column], coarse[2 * index]);
        columns[2 * column + 1] = Math.max(columns[2 * column + 1], coarse[2 * index + 1]);
      }
    }
    return columns;
  }

  #drawZoom(all) {
    const { context, width, height } = this.#ready(this.#zoom);
    const colours = this.#inks;
    const from = this.#from;
    const bottom = height - BELOW;
    const x = (moment) => ((moment - from) / SPAN) * width;
    const spans = all.filter((span) => span.to >= from && span.from <= from + SPAN);
    context.font = colours.font;
    context.textBaseline = "middle";
    for (const { row, from: begin, to, isStated } of spans) {
      context.globalAlpha = isStated ? 1 : 0.6;
      context.fillStyle = row === this.#chosen ? colours.chosen : colours.band;
      context.fillRect(x(begin), 0, x(to) - x(begin), bottom);
      context.globalAlpha = 1;
    }
    // The hundredths where they have come; until then the tenths, which are of the same sound.
    const isThere = this.#peaks.has(from, from + SPAN);
    const rate = isThere ? RATE : COARSE;
    const first = Math.floor(from * rate);
    const piece = isThere
      ? this.#peaks.fine(from, from + SPAN)
      : this.#peaks.coarse.subarray(2 * first, 2 * (first + SPAN * rate + 1));
    context.fillStyle = colours.wave;
    drawWave(context, piece, {
      x: x((isThere ? Math.round(from * rate) : first) / rate),
      step: width / SPAN / rate,
      top: ABOVE,
      height: bottom - ABOVE,
    });
    context.fillStyle = colours.silence;
    for (const silence of this.#silent()) {
      context.fillRect(x(silence.from), bottom - 3, x(silence.to) - x(silence.from), 3);
    }
    this.#drawTimes(context, x, bottom, width, colours);
    for (const span of spans) this.#drawEdges(context, span, x, bottom, width, colours);
    if (this.#offered !== null) {
      context.fillStyle = colours.silence;
      context.fillRect(x(this.#offered) - 1, 0, 2, bottom);
    }
    this.#drawPosition(context, x(this.#position), bottom, colours);
  }

  /** The silences in the zoom, as they were found when it moved. */
  #silent() {
    const begin = Math.max(0, this.#from - AROUND);
    const end = Math.min(this.#from + SPAN + AROUND, this.#peaks.length);
    if (!this.#peaks.has(begin, end)) return [];
    if (this.#silences.from !== this.#from) {
      const loud = loudness(this.#peaks.fine(begin, end));
      const found = silencesIn(loud, begin, limit(loud, this.#peaks.words));
      const isKnown = ({ from, to }) => this.#peaks.around((from + to) / 2);
      this.#silences = { from: this.#from, found: found.filter(isKnown) };
    }
    return this.#silences.found;
  }

  #drawTimes(context, x, bottom, width, colours) {
    context.fillStyle = colours.words;
    const each = width < 480 ? 5 : 2;
    for (let second = Math.ceil(this.#from); second <= this.#from + SPAN; second += 1) {
      const isNamed = second % each === 0;
      context.fillRect(Math.round(x(second)), bottom, 1, isNamed ? 5 : 3);
      if (isNamed && x(second) < width - 36) context.fillText(write(second), x(second) + 4, bottom + BELOW / 2 + 1);
    }
  }

  /** A begin has its flag above, an end below: which is which is seen without colours too. */
  #drawEdges(context, { row, from, to, isStated }, x, bottom, width, colours) {
    context.fillStyle = row.isOpen ? colours.edge : colours.words;
    const edges = isStated ? [["start", from], ["end", to]] : [["start", from]];
    for (const [box, moment] of edges) {
      const left = Math.round(x(moment));
      context.fillRect(left - 1, 0, 2, bottom);
      if (row.isOpen) context.fillRect(box === "start" ? left : left - 7, box === "start" ? 0 : bottom - 12, 7, 12);
    }
    const { at, row: dragged } = this.#drag ?? {};
    const begin = Math.max(x(from), 0) + 10;
    const room = Math.min(x(to), width) - begin - 6;
    if (room < 24) return;
    context.save();
    context.beginPath();
    context.rect(begin, 0, room, ABOVE);
    context.clip();
    context.fillStyle = colours.ink;
    const name = row.title.value || row.start.value;
    context.fillText(row === dragged && at !== undefined ? `${write(at)} · ${name}` : name, begin, ABOVE / 2 + 1);
    context.restore();
  }

  #drawPosition(context, left, height, colours) {
    context.fillStyle = colours.signal;
    context.fillRect(left - 1, 0, 2, height);
  }

  /** The canvas at the size that it has on this screen, empty. */
  #ready(canvas) {
    const scale = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width, height };
  }

  /** The colours of the sheet, as they are in this scheme. */
  get #inks() {
    if (this.#colours) return this.#colours;
    const probe = document.createElement("span");
    probe.hidden = true;
    this.#root.append(probe);
    const colour = (name) => {
      probe.style.color = `var(--desk-${name})`;
      return getComputedStyle(probe).color;
    };
    const names = ["wave", "band", "chosen", "edge", "silence", "signal", "words", "ink"];
    this.#colours = Object.fromEntries(names.map((name) => [name, colour(name)]));
    this.#colours.font = `12px ${getComputedStyle(this.#root).fontFamily}`;
    probe.remove();
    return this.#colours;
  }
}

/** Lowest and highest of each stretch as a bar, around the middle of what is given. */
function drawWave(context, stretches, { x, step, top, height }) {
  const middle = top + height / 2;
  const scale = height / 2 / LOUDEST;
  for (let index = 0; index < stretches.length / 2; index += 1) {
    const low = stretches[2 * index];
    const high = stretches[2 * index + 1];
    context.fillRect(x + index * step, middle - high * scale - 0.5, Math.max(step, 0.5), (high - low) * scale + 1);
  }
}
