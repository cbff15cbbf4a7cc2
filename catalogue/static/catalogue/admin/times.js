/** Times in the boxes of a form. All in seconds on the interview's timeline. */

export const MOST = (99 * 60 + 59) * 60 + 59.999; // as the server has it, see values/timecode.py

const FRACTION = "(?:[.,](?<fraction>\\d{1,3}))?";
const NOTATIONS = [
  `(?:(?<hours>\\d+):)?(?<minutes>\\d+):(?<seconds>\\d+)${FRACTION}`,
  "(?<seconds>\\d+)",
  `(?=\\d)(?:(?<hours>\\d+)h)? ?(?:(?<minutes>\\d+)m)? ?(?:(?<seconds>\\d+)${FRACTION}s)?(?<! )`,
  `PT(?=\\d)(?:(?<hours>\\d+)H)?(?:(?<minutes>\\d+)M)?(?:(?<seconds>\\d+)${FRACTION}S)?`,
].map((pattern) => new RegExp(`^${pattern}$`, "i"));
const COLONS = /[\u2236\ua789\ufe13\ufe55\uff1a]/g;
const STEP = /^([-\u2212\u2013+]?) ?(?:(\d+(?:[.,]\d+)?)|(.+))$/;

/** `15:03` → 903, `15:03.5` → 903.5, `15m3s` → 903: what the server reads. Null for all else. */
export function read(text) {
  const written = clean(text);
  const parts = NOTATIONS.map((notation) => notation.exec(written)).find(Boolean)?.groups;
  if (!parts) return null;
  const { hours, minutes, seconds, fraction } = parts;
  const behind = [hours && minutes, (hours || minutes) && seconds].filter(Boolean);
  if (behind.some((part) => part.length > 2 || Number(part) > 59)) return null;
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
  const time = whole + Number(`0.${fraction ?? 0}`);
  return time > MOST ? null : time;
}

/** By how much to move: `−1,5` → -1.5, `1:00` → 60. To the tenth; null where there is nothing to move by. */
export function readStep(text) {
  const [, sign, plain, clock] = STEP.exec(clean(text)) ?? [];
  const size = plain === undefined ? read(clock ?? "") : Number(plain.replace(",", "."));
  const by = Math.round((size ?? 0) * 10) / 10;
  return by ? by * (sign && sign !== "+" ? -1 : 1) : null;
}

/** Without what pasting leaves in it. */
function clean(text) {
  const bare = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "").replaceAll("\u2800", " ");
  return bare.replace(/\s+/g, " ").trim().replace(COLONS, ":");
}

/** `903.46` → `15:03.5`: to the tenth, which is finer than anybody hears. */
export function write(seconds) {
  const tenths = Math.round(Math.max(0, seconds) * 10);
  const whole = Math.floor(tenths / 10);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  const clock = parts
    .map((part, index) => (index ? String(part).padStart(2, "0") : String(part)))
    .join(":");
  return tenths % 10 ? `${clock}.${tenths % 10}` : clock;
}
