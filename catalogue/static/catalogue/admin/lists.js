/** The filters of a list are folded: Escape, and a press elsewhere, fold the one that is open. One
    that would run out of the window opens to the other side. */

const opened = () => document.querySelector(".list-filter[open]");

document.addEventListener("keydown", ({ key }) => {
  const filter = opened();
  if (key !== "Escape" || !filter) return;
  const hadFocus = filter.contains(document.activeElement);
  filter.open = false;
  if (hadFocus) filter.querySelector("summary").focus();
});

document.addEventListener("click", ({ target }) => {
  const filter = opened();
  if (filter && !filter.contains(target)) filter.open = false;
});

for (const filter of document.querySelectorAll(".list-filter")) {
  filter.addEventListener("toggle", () => {
    filter.classList.remove("list-filter--at-end");
    const { right } = filter.lastElementChild.getBoundingClientRect();
    filter.classList.toggle("list-filter--at-end", right > document.documentElement.clientWidth);
  });
}
