/** Times in the boxes of a form. All in seconds on the interview's timeline. */

const WITH_COLON = /^(?:(\d+):)?(\d+):(\d{1,2})(?:[.,](\d{1,3}))?$/;

/**
 * `15:03` → 903, `15:03.5` → 903.5, `903` → 903. Null for what is empty or written in another way:
 * the server reads more, and judges all.
 */
export function read(text) {
  const written = text.trim();
  if (/^\d+$/.test(written)) return Number(written);
  const [, hours, minutes, seconds, fraction] = WITH_COLON.exec(written) ?? [];
  if (seconds === undefined) return null;
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${fraction ?? 0}`);
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
