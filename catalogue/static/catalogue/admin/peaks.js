/**
 * What a recording sounds like: the lowest and the highest of each tenth and hundredth of a second,
 * on the interview's timeline. The tenths are fetched whole, the hundredths as they are wanted.
 *
 * Fires "come" when some of the hundredths are there.
 */

import { loudness, RATE, speech } from "./silences.js";

export const COARSE = 10; // stretches a second, of two signed bytes each
const BLOCK = 60; // seconds that are asked for at once
const PATIENCE_MS = 5_000; // before what did not come is asked for again

export class Peaks extends EventTarget {
  #parts; // with `start` on the timeline, and the addresses `coarse` and `fine`
  #fine;
  #blocks = new Map(); // name → "asked", "there", or when it failed
  words = 0; // how loud these are

  /** `parts` of the playback, and as many `waves`: addresses, or null where there is no waveform. */
  constructor(parts, waves) {
    super();
    this.#parts = parts
      .map(({ start }, index) => ({ start, end: parts[index + 1]?.start ?? Infinity, ...waves[index] }))
      .filter(({ coarse }) => coarse);
  }

  /** Fetch the tenths of a recording that lasts so long. Rejects where these do not come. */
  async load(duration) {
    const pieces = await Promise.all(this.#parts.map(({ coarse }) => bytes(coarse)));
    this.#parts.forEach((part, index) => {
      part.end = Math.min(part.start + pieces[index].length / 2 / COARSE, part.end);
    });
    const last = Math.max(0, ...this.#parts.map(({ end }) => end));
    this.length = last && Math.max(last, duration);
    this.coarse = new Int8Array(2 * Math.ceil(this.length * COARSE));
    this.#fine = new Int8Array(2 * Math.ceil(this.length * RATE));
    this.#parts.forEach((part, index) => lay(this.coarse, pieces[index], part, part.start, COARSE));
    this.words = speech(loudness(this.coarse));
  }

  /** The hundredths from a moment up to another, of which 0 is what has not come yet. */
  fine(from, to) {
    return this.#fine.subarray(2 * Math.round(from * RATE), 2 * Math.round(to * RATE));
  }

  /** The stretch around a moment of which there is a waveform, `{ start, end }`; else undefined. */
  around(moment) {
    return this.#parts.find(({ start, end }) => start <= moment && moment <= end);
  }

  /** Whether all that there is of these has come. */
  has(from, to) {
    return this.#within(from, to).every(({ name }) => this.#blocks.get(name) === "there");
  }

  /** Fetch what lacks of these; resolves when it has come, or did not. */
  async want(from, to) {
    const now = performance.now();
    const lacking = this.#within(from, to).filter(({ name }) => {
      const state = this.#blocks.get(name);
      return state === undefined || (typeof state === "number" && now - state > PATIENCE_MS);
    });
    await Promise.all(lacking.map((block) => this.#fetch(block)));
  }

  async #fetch({ name, part, second }) {
    this.#blocks.set(name, "asked");
    const first = second * RATE * 2;
    try {
      const piece = await bytes(part.fine, first, first + BLOCK * RATE * 2 - 1);
      lay(this.#fine, piece, part, part.start + second, RATE);
      this.#blocks.set(name, "there");
    } catch {
      this.#blocks.set(name, performance.now());
    }
    this.dispatchEvent(new Event("come"));
  }

  /** The blocks of which something lies between the two moments. */
  #within(from, to) {
    const found = [];
    for (const part of this.#parts) {
      const last = Math.min(to, part.end, this.length) - part.start;
      const first = Math.max(from - part.start, 0);
      for (let number = Math.floor(first / BLOCK); number * BLOCK < last; number += 1) {
        found.push({ name: `${part.start} ${number}`, part, second: number * BLOCK });
      }
    }
    return found;
  }
}

/** Put a piece where it belongs; what a file has more than its part has no place. */
function lay(target, piece, part, second, rate) {
  const place = 2 * Math.round(second * rate);
  const room = 2 * Math.round(Math.min(part.end, target.length / 2 / rate) * rate) - place;
  target.set(piece.subarray(0, Math.max(0, room)), place);
}

async function bytes(address, first = null, last = null) {
  const headers = first === null ? {} : { Range: `bytes=${first}-${last}` };
  const response = await fetch(address, { headers });
  if (!response.ok) throw new Error(response.statusText);
  const all = new Int8Array(await response.arrayBuffer());
  // A server in between may know no ranges, and give all.
  return first !== null && response.status === 200 ? all.subarray(first, last + 1) : all;
}
