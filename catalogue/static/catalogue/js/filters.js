/**
 * The listing without reloading the page. htmx fetches and replaces; this keeps what a reload would
 * have given for free, or taken: the focus, what stood open, the count and the first result in sight,
 * a word about what was found.
 */

const root = document.querySelector("[data-filters]");
if (root) start();

function start() {
  const status = document.querySelector("[data-filters-status]");
  const wide = matchMedia("(width >= 60rem)");
  let open = new Map();
  let used = "";
  let isChoice = false;

  const panel = () => root.querySelector("#filters");
  const groups = () => [...root.querySelectorAll("details[id]:not(#filters)")];

  /** On a wide screen the filters stand beside the list, in browsers too that cannot show a closed
   *  <details>; on a narrow one they are a panel of closed groups. */
  function fit() {
    if (!CSS.supports("selector(::details-content)")) panel().open = wide.matches;
    if (!wide.matches) for (const group of groups()) group.open = false;
  }

  /** Away from the filters, to what they find: the count and the first result. */
  function showFound() {
    if (!wide.matches) panel().open = false;
    document.getElementById("uitkomst").focus({ preventScroll: true });
    document.getElementById("aantal").scrollIntoView();
  }

  root.addEventListener("htmx:configRequest", ({ detail }) => {
    // Fields left empty do not belong in the address.
    for (const [name, value] of [...detail.formData.entries()]) {
      if (value === "") detail.formData.delete(name);
    }
  });
  root.addEventListener("htmx:beforeRequest", () => root.setAttribute("aria-busy", "true"));
  root.addEventListener("htmx:beforeSwap", () => {
    open = new Map(groups().map((group) => [group.id, group.open]));
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    used = active?.id ?? "";
    isChoice = Boolean(active?.closest("#filters, .chips"));
  });
  root.addEventListener("htmx:afterSwap", () => {
    fit();
    for (const group of groups()) group.open = open.get(group.id) ?? group.open;
    if (isChoice) showFound();
    else if (used) (document.getElementById(used) ?? document.getElementById("aantal")).focus();
    status.textContent = document.getElementById("aantal").textContent;
  });
  root.addEventListener("htmx:afterRequest", () => root.removeAttribute("aria-busy"));
  // Whatever went wrong, the address itself can say it better.
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(failure, ({ detail }) =>
      location.assign(detail.pathInfo.finalRequestPath),
    );
  }
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-filters-show]")) return;
    event.preventDefault();
    showFound();
  });

  fit();
  wide.addEventListener("change", fit);
}
