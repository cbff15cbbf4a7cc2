/**
 * The listing without reloading the page. htmx fetches and replaces; this keeps what a reload would
 * have given for free, or taken: the focus, what stood open, a word about what was found.
 */

const root = document.querySelector("[data-filters]");
if (root) start();

function start() {
  const status = document.querySelector("[data-filters-status]");
  const wide = matchMedia("(width >= 60rem)");
  let open = [];
  let used = "";

  const details = () => [...root.querySelectorAll("details[id]")];

  /** In browsers that cannot show a closed <details>, the filters open where there is room. */
  function makeRoom() {
    if (!CSS.supports("selector(::details-content)")) {
      root.querySelector("#filters").open = wide.matches;
    }
  }

  root.addEventListener("htmx:configRequest", ({ detail }) => {
    // Fields left empty do not belong in the address.
    for (const [name, value] of [...detail.formData.entries()]) {
      if (value === "") detail.formData.delete(name);
    }
  });
  root.addEventListener("htmx:beforeRequest", () => root.setAttribute("aria-busy", "true"));
  root.addEventListener("htmx:beforeSwap", () => {
    open = details().filter((one) => one.open).map((one) => one.id);
    used = root.contains(document.activeElement) ? document.activeElement.id : "";
  });
  root.addEventListener("htmx:afterSwap", () => {
    makeRoom();
    for (const one of details()) one.open ||= open.includes(one.id);
    if (used) (document.getElementById(used) ?? document.getElementById("aantal")).focus();
    status.textContent = document.getElementById("aantal").textContent;
  });
  root.addEventListener("htmx:afterRequest", () => root.removeAttribute("aria-busy"));
  // Whatever went wrong, the address itself can say it better.
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(failure, ({ detail }) =>
      location.assign(detail.pathInfo.finalRequestPath),
    );
  }

  makeRoom();
  wide.addEventListener("change", makeRoom);
}
