/* A row that is asked for by hand has the focus: in its first box that can be filled in. */
const BOXES = "input:not([type=hidden]), textarea, select:not(.select2-hidden-accessible), .select2-selection";

document.addEventListener("click", (event) => {
  const button = event.isTrusted && event.target.closest(".add-row a");
  if (!button) return;
  const rows = button.closest(".inline-group").querySelectorAll(":is(tr.form-row, .inline-related):not(.empty-form)");
  [...rows].at(-1)?.querySelector(BOXES)?.focus();
});
