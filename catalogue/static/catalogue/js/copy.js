/** "Kopieer link": the address of the page, also with the moment at which the player is. */

import { fill, format } from "./timecode.js";

const CONFIRMED_MS = 2500;

for (const root of document.querySelectorAll("[data-copy]")) offer(root);

function offer(root) {
  const page = root.querySelector("[data-copy-page]");
  const moment = root.querySelector("[data-copy-moment]");
  const status = root.querySelector("[data-copy-status]");
  const fallback = root.querySelector("[data-copy-fallback]");
  let position = 0;

  const momentWords = () => fill(root.dataset.wordsCopyFrom, { time: format(position) });

  async function copy(button, address, words) {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      showAddress(address);
      return;
    }
    fallback.hidden = true;
    button.textContent = status.textContent = root.dataset.wordsCopied;
    setTimeout(() => {
      button.textContent = words();
      status.textContent = "";
    }, CONFIRMED_MS);
  }

  /** Where the browser refuses: the address itself, selected. */
  function showAddress(address) {
    const input = fallback.querySelector("input");
    fallback.hidden = false;
    fallback.querySelector("[data-copy-refused]").textContent = root.dataset.wordsRefused;
    input.value = address;
    input.focus();
    input.select();
  }

  page.addEventListener("click", () => copy(page, root.dataset.copy, () => root.dataset.wordsCopy));
  moment.addEventListener("click", () => {
    const address = new URL(root.dataset.copy);
    address.searchParams.set("t", position);
    copy(moment, address.href, momentWords);
  });
  document.addEventListener("player:time", ({ target }) => {
    const isConfirming = moment.textContent === root.dataset.wordsCopied;
    position = Number(target.dataset.position);
    moment.hidden = position === 0;
    if (!isConfirming) moment.textContent = momentWords();
  });
  root.hidden = false;
}
