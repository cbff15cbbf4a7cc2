/* Links of the summary of what is wrong lead into the field: also into one that is folded away, and
   to a place that takes no focus by itself. */
const BOXES = "input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-problem]");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  const box = place.matches(BOXES) ? place : place.querySelector(BOXES);
  if (!box) place.tabIndex = -1;
  place.scrollIntoView({ block: "center" });
  (box ?? place).focus();
});
