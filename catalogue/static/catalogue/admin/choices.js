/* Names the boxes in which one types to choose: the script that draws them leaves out the name of the
   field that they stand for, its help and what is wrong with it. */

function name(container) {
  const select = container.previousElementSibling;
  const words = select?.getAttribute("aria-label") ?? select?.labels?.[0]?.textContent.trim();
  if (!words) return;
  for (const part of container.querySelectorAll("[role=textbox], .select2-search__field")) {
    part.setAttribute("aria-label", words.replace(/:$/, ""));
  }
  for (const told of ["aria-invalid", "aria-describedby"]) {
    if (!select.hasAttribute(told)) continue;
    container.querySelector(".select2-selection").setAttribute(told, select.getAttribute(told));
  }
  // Choices and a box to type in are no list of items.
  container.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "group");
  for (const item of container.querySelectorAll("ul.select2-selection__rendered > li")) {
    item.setAttribute("role", "presentation");
  }
}

function nameAll(root) {
  for (const container of root.querySelectorAll(".select2-container")) name(container);
}

const form = document.querySelector("#content-main form");
if (form) {
  nameAll(form);
  new MutationObserver(() => nameAll(form)).observe(form, { childList: true, subtree: true });
}
