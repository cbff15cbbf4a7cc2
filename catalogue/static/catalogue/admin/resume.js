/* Sends what was typed back to its form, so that the address and the page are right again. */
document.querySelector("[data-resume]").requestSubmit();
