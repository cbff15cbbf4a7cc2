/* Leaving a form warns, as long as it holds something that was not there when it opened, or came
   back unsaved. Choices by typing and rows that come and go are fields of the form like others. */
const opened = document.querySelector("[data-opened]");

if (opened) {
  const { form } = opened;
  let isSent = false;

  const content = () =>
    JSON.stringify(
      [...new FormData(form)].map(([name, value]) => [
        name,
        value instanceof File ? [value.name, value.size] : value,
      ]),
    );
  const atFirst = content();

  form.addEventListener("submit", () => {
    isSent = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isSent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && ("unsaved" in opened.dataset || content() !== atFirst)) event.preventDefault();
  });
}
