/**
 * The names of the marks on a tape. A tape whose marks are links is one stop of the tab key; the
 * arrows go from mark to mark, and the one that has the focus shows its name.
 */

import * as buttons from "./buttons.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const tip = Object.assign(document.createElement("span"), { className: "tape__name", hidden: true });
tip.setAttribute("aria-hidden", "true"); // a link says its name by itself
document.body.prepend(tip);

/** The marks that have a name, in order: `{ x, name }`, `x` in thousandths of the line. */
export function marksOf(tape) {
  return [...tape.querySelectorAll("[data-pid]")].flatMap((mark) => {
    const name = mark.querySelector("title")?.textContent ?? nameOnPage(mark.dataset.pid);
    const x = Number(/^M(\d+)/.exec(mark.querySelector(".tape__start").getAttribute("d"))[1]);
    return name ? [{ x, name }] : [];
  });
}

/** Show a name above a place in the window, and within it. */
export function showName(name, x, y) {
  tip.textContent = name;
  tip.hidden = false;
  const half = tip.offsetWidth / 2;
  const most = document.documentElement.clientWidth - half;
  tip.style.insetInlineStart = `${Math.max(half, Math.min(x, most))}px`;
  tip.style.insetBlockStart = `${y}px`;
}

export function hideName() {
  tip.hidden = true;
}

function nameOnPage(pid) {
  const item = buttons.playlist().find((candidate) => candidate.pid === pid);
  return item && `${item.startText} ${item.title}`;
}

function linksOf(tape) {
  return [...tape.querySelectorAll("a[data-pid]")];
}

function nameLink(link) {
  const { x, width, y } = link.querySelector(".tape__start").getBoundingClientRect();
  showName(link.querySelector("title").textContent, x + width / 2, y);
}

/** The one mark of a tape that the tab key comes to: the first, until another has had the focus. */
function stopAt(chosen) {
  for (const link of linksOf(chosen.ownerSVGElement)) {
    link.setAttribute("tabindex", link === chosen ? "0" : "-1");
  }
}

for (const tape of document.querySelectorAll("svg.tape:not([aria-hidden])")) {
  const [first] = linksOf(tape);
  if (first) stopAt(first);
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("svg.tape a")) return;
  stopAt(target);
  target.scrollIntoView({ block: "nearest", behavior: "instant" });
  nameLink(target);
});
document.addEventListener("focusout", hideName);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideName();
  const tape = event.target.closest("svg.tape");
  const step = STEPS[event.key];
  if (!tape || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const links = linksOf(tape);
  links[links.indexOf(event.target) + step]?.focus();
});
addEventListener(
  "scroll",
  () => {
    const link = document.activeElement;
    if (!tip.hidden && link.matches("svg.tape a")) nameLink(link);
    else hideName();
  },
  { passive: true },
);
