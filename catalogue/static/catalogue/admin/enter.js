/* Enter in a box of the form does not save it: in a row it goes to the same box of the next one. */
const BOX = "input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image], [type=file])";
const { form } = document.querySelector("[data-opened]");

form.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || event.metaKey || !target.matches(BOX)) return;
  event.preventDefault();
  const name = /-\d+-(.+)$/.exec(target.name)?.[1];
  const rows = [...(target.closest("tbody")?.querySelectorAll("tr.form-row:not(.empty-form)") ?? [])];
  const next = rows[rows.indexOf(target.closest("tr")) + 1];
  if (name) next?.querySelector(`[name$="-${name}"]`)?.focus();
});
