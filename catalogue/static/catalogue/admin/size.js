/* A file that is too large is said so at its field, before anything is sent: the server could only
   refuse the form as a whole, unread, with all that was typed in it. */
const limit = document.querySelector("[data-upload-bytes]");

if (limit) {
  const isTooLarge = ({ files }) => [...files].some(({ size }) => size > limit.dataset.uploadBytes);

  document.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    target.setCustomValidity(isTooLarge(target) ? limit.dataset.tooLarge : "");
    target.reportValidity();
  });
  document.addEventListener(
    "submit",
    (event) => {
      const refused = [...event.target.querySelectorAll("input[type=file]")].find(isTooLarge);
      if (!refused) return;
      event.preventDefault();
      event.stopPropagation(); // for leave.js nothing is sent
      refused.reportValidity();
    },
    true,
  );
}
