/* At an interview: the positions offered to a participant are those of the person in the same row. */
"use strict";
{
  const $ = django.jQuery;
  let person = "";

  $(document).on("select2:opening", "select[data-model-name=participation][data-field-name=positions]", (event) => {
    const row = event.target.closest("tr");
    person = row.querySelector("select[data-field-name=person]")?.value ?? "";
  });

  $.ajaxPrefilter((options) => {
    if (person && options.url.includes("/autocomplete/") && /field_name=positions(&|$)/.test(options.url + "&" + (options.data ?? ""))) {
      options.url += `${options.url.includes("?") ? "&" : "?"}of_person=${encodeURIComponent(person)}`;
    }
  });
}
