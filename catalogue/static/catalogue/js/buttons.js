/** The play buttons of the page: links that become buttons, in the order in which they stand. */

const items = new WeakMap();
const ownWords = new WeakMap(); // the nodes of each button's words: part of them gives way for room

/** Turn the links into buttons. Run again when the page has new ones. */
export function upgrade() {
  for (const link of document.querySelectorAll("a[data-play]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.dataset.play = link.dataset.play;
    button.append(...link.childNodes);
    ownWords.set(button, [...words(button).childNodes]);
    link.replaceWith(button);
  }
}

export function all() {
  return [...document.querySelectorAll("button[data-play]")];
}

export function itemOf(button) {
  if (!items.has(button)) items.set(button, JSON.parse(button.dataset.play));
  return items.get(button);
}

/** What the page has to play, each fragment once. */
export function playlist() {
  return [...new Map(all().map((button) => [itemOf(button).pid, itemOf(button)])).values()];
}

/** The whole tape of the interview that stands nearest to the buttons of a fragment. */
export function tapeOf(pid) {
  for (const button of all().filter((candidate) => itemOf(candidate).pid === pid)) {
    const tape =
      button.closest("[data-fragment]")?.querySelector("svg.tape:not(.tape--own)") ??
      button.closest("[data-tape-scope]")?.querySelector("svg.tape");
    if (tape) return tape;
  }
  return null;
}

/** Behind the button of what runs, the way from the list to the player. */
const way = document.querySelector("[data-player-skip]")?.cloneNode(true);
way?.classList.add("skip--here");
way?.removeAttribute("hidden");

/** Show on the page which fragment runs. `word` is what its button does now; null for none. */
export function mark({ pid, state, word }) {
  const isPlaying = state === "playing";
  for (const button of all()) {
    const isRunning = itemOf(button).pid === pid;
    button.toggleAttribute("data-playing", isRunning && isPlaying);
    setBusy(button, isRunning && state === "waiting");
    say(button, isRunning && word ? word : null);
  }
  leadOn(all().find((button) => itemOf(button).pid === pid));
  for (const row of document.querySelectorAll("li[data-fragment]")) {
    const isRunning = row.dataset.fragment === pid;
    if (isRunning) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    for (const note of row.querySelectorAll("[data-now]")) note.hidden = !(isRunning && isPlaying);
  }
  for (const place of document.querySelectorAll("svg.tape [data-pid]")) {
    place.classList.toggle("tape__mark--playing", place.dataset.pid === pid);
  }
}

function leadOn(button) {
  if (!way || way === document.activeElement || button?.nextSibling === way) return;
  if (button) button.after(way);
  else way.remove();
}

/** Have the button no smaller than it is, whatever its next words: a second press then hits it. */
export function keepSize(button) {
  const { width, height } = button.getBoundingClientRect();
  if (!width) return;
  button.style.minInlineSize = `${width}px`;
  button.style.minBlockSize = `${height}px`;
}

export function freeSize(button) {
  button.style.minInlineSize = button.style.minBlockSize = "";
}

export function setBusy(button, isBusy) {
  if (isBusy) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}

/** Another word on the button; null for its own. */
function say(button, word) {
  if (word && words(button).textContent !== word) keepSize(button);
  words(button).replaceChildren(...(word ? [word] : ownWords.get(button)));
  if (!word) freeSize(button);
}

// In another window the button has another width of its own.
addEventListener("resize", () => {
  for (const button of all().filter(({ style }) => style.minInlineSize)) {
    const word = words(button).textContent;
    say(button, null);
    say(button, word);
  }
});

function words(button) {
  return button.querySelector("[data-play-text]");
}
