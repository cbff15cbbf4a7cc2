"""The chosen filters of a list as chips, each with the address of the list without it."""

from dataclasses import dataclass

from catalogue.listing.filters import FragmentFilter


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the address without it. `code` is its value in addresses, empty for
    what is typed, of which there is one."""

    name: str
    code: str
    label: str
    value: str
    remove_url: str


def chips(filterset: FragmentFilter) -> list[Chip]:
    """The chosen filters, in the order of the form."""
    chosen, values = [], filterset.values
    for name, value in filterset.cleaned.items():
        if name == "sorteer":
            continue
        form_field = filterset.form.fields[name]
        if isinstance(value, list):
            labels = dict(getattr(form_field, "choices", ()))
            for one in value:
                code = getattr(one, "slug", one)
                rest = [other for other in values[name] if other != code]
                label = str(labels.get(code, one))
                url = filterset.address(**{name: rest})
                chosen.append(Chip(name, code, form_field.label, label, url))
        else:
            url = filterset.address(**{name: ""})
            chosen.append(Chip(name, "", form_field.label, str(value), url))
    return chosen
