/* At an interview: the positions offered to a participant are those of the person in that row. */
"use strict";
{
  const $ = django.jQuery;
  const positions = "select[data-model-name=participation][data-field-name=positions]";
  let person = "";

  $(document).on("select2:opening", positions, (event) => {
    person = event.target.closest("tr").querySelector("select[data-field-name=person]").value;
  });

  /* What the admin asks for stands in its own script, out of reach but for this. */
  $.ajaxPrefilter((options) => {
    if (person && options.data?.includes("field_name=positions")) {
      options.data += `&of_person=${encodeURIComponent(person)}`;
    }
  });
}
