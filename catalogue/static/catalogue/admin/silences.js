/**
 * Silences in a recording, by how loud each hundredth of a second is: from 0 to 127, as the waveform
 * has it. All moments are in seconds on the interview's timeline.
 */

export const RATE = 100; // of what is loud, a second
const SHORTEST = 0.15; // what is shorter lies between two syllables
const WITHIN = 1; // no further than this from the time that is asked about
const REST = 0.1; // is left between the time and the words
const TENTHS = 10;

/** How loud each stretch is, of the lowest and highest that the waveform has of it. */
export function loudness(stretches) {
  const loud = new Uint8Array(stretches.length / 2);
  for (let index = 0; index < loud.length; index += 1) {
    loud[index] = Math.max(Math.abs(stretches[2 * index]), Math.abs(stretches[2 * index + 1]));
  }
  return loud;
}

/** The loudness that this share of all stays below or has. */
export function share(loud, part) {
  if (!loud.length) return 0;
  const counts = new Uint32Array(128);
  for (const each of loud) counts[each] += 1;
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= part * loud.length);
}

/** How loud the words of a whole recording are: of one with few sounds, half its loudest. */
export function speech(loud) {
  return share(loud, 0.9) || loud.reduce((most, each) => Math.max(most, each), 0) / 2;
}

/** What is no louder is silence here: a quarter of the way from the background to the words. */
export function limit(here, words) {
  const background = Math.min(share(here, 0.1), words / 2);
  return background + (words - background) / 4;
}

/** The silences, `{ from, to }`, in what is heard from a moment on. */
export function silencesIn(loud, begin, most) {
  const found = [];
  let from = null;
  for (let index = 0; index <= loud.length; index += 1) {
    const isSilent = index < loud.length && loud[index] <= most;
    if (isSilent) from ??= index;
    else if (from !== null) {
      if (index - from >= SHORTEST * RATE) found.push({ from: begin + from / RATE, to: begin + index / RATE });
      from = null;
    }
  }
  return found;
}

/**
 * The nearest silence within a second: `{ at, from, to }`, where `at` is just before its words for a
 * start and just after them for an end, to the tenth. Where the time lies in a long silence, with no
 * words within a second, it is well where it is. Null where there is none.
 */
export function nearest(silences, time, box) {
  let best = null;
  for (const { from, to } of silences) {
    const middle = (from + to) / 2;
    const moment = box === "start" ? Math.max(middle, to - REST) : Math.min(middle, from + REST);
    const at = Math.round(moment * TENTHS) / TENTHS;
    if (Math.abs(at - time) > WITHIN + 0.001) continue;
    if (best === null || Math.abs(at - time) < Math.abs(best.at - time)) best = { at, from, to };
  }
  if (best) return best;
  const around = silences.find(({ from, to }) => from <= time && time <= to);
  return around ? { at: time, ...around } : null;
}
