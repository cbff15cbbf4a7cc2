"""Pages of the admin as a browser meets them: forms read, filled in and sent."""

from django.http import HttpResponse
from django.urls import reverse
from lxml import html


def list_of(model, query: str = "") -> str:
    return reverse(f"admin:catalogue_{model._meta.model_name}_changelist") + query


def addition_to(model) -> str:
    return reverse(f"admin:catalogue_{model._meta.model_name}_add")


def page_of(record, page: str = "change") -> str:
    return reverse(f"admin:catalogue_{record._meta.model_name}_{page}", args=[record.pk])


def form_on(response: HttpResponse) -> dict[str, list[str]]:
    """What a browser would send of the form on the page, when nothing is filled in: no disabled
    fields, no boxes that are not ticked."""
    assert response.status_code in (200, 507)
    forms = html.document_fromstring(response.content.decode()).xpath(
        "//div[@id='content']//form[@method='post']"
    )
    values: dict[str, list[str]] = {}
    for name, value in forms[0].form_values():
        # The line end with which a text area may begin is none of its text.
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values


def save(client, page: str, /, *, without: tuple[str, ...] = (), **changes) -> HttpResponse:
    """Open a form, fill it in, send it, and follow where it leads."""
    data = {**form_on(client.get(page)), **changes, "_save": "Opslaan"}
    for name in without:
        data.pop(name, None)
    return client.post(page, data, follow=True)


def act(client, model, action: str, records, **answers) -> HttpResponse:
    """Choose records in a list and an action for them."""
    chosen = [record.pk for record in records]
    shown = form_on(client.get(list_of(model)))["_shown"]
    data = {"action": action, "_selected_action": chosen, "_shown": shown, **answers}
    return client.post(list_of(model), data, follow=True)


def delete(client, record) -> HttpResponse:
    """Open the page that asks whether a record may go, and say yes."""
    page = page_of(record, "delete")
    return client.post(page, form_on(client.get(page)), follow=True)


def told(response: HttpResponse) -> list[str]:
    """The messages above the page."""
    return [str(message) for message in response.context["messages"]]


def errors_on(response: HttpResponse) -> list[str]:
    """All errors of the form and its rows, as an editor reads them."""
    assert response.status_code in (200, 507)  # a form, also where the disk is full
    lists = html.document_fromstring(response.content.decode()).xpath(
        "//ul[contains(@class, 'errorlist')]/li"
    )
    return [item.text_content() for item in lists]


def row_of(response: HttpResponse, prefix: str, record) -> int:
    """The number, from 0, of the row in which this record stands."""
    data = form_on(response)
    count = int(data[f"{prefix}-TOTAL_FORMS"][0])
    return next(
        number for number in range(count) if data.get(f"{prefix}-{number}-id") == [str(record.pk)]
    )
