/** Times for the eye and for the ear. All in seconds on the interview's timeline. */

/** `903` → `15:03`; hours only where there are any, fractions dropped. */
export function format(seconds) {
  const whole = Math.floor(Math.max(0, seconds) + 0.001);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}

/** `903` → `15 minuten 3 seconden`, in the language of the page. */
export function say(seconds) {
  const whole = Math.floor(Math.max(0, seconds) + 0.001);
  const said = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ]
    .filter(([amount]) => amount)
    .map(([amount, unit]) => spell(amount, unit));
  return said.join(" ") || spell(0, "second");
}

function spell(amount, unit) {
  const style = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
}

/** A sentence with its `{names}` filled in. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
