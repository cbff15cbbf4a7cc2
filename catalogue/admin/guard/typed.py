"""What an editor typed, carried along when a form cannot be taken now: because the session ended,
or because the token of the form is no longer that of the browser.

It travels in the page itself, signed, and is given back to who opened the form and nobody else. A
form from another site gets nothing: it could put words into an editor's form.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.core import signing
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OPENED_BY = "_opened_by"  # in a form: who opened it
UNSAVED = "_unsaved"  # in a form: why it was sent again, without being saved
FILES = "_files"  # with it: the names of the files that did not come along
MOST_BYTES = 2_000_000  # of names and values

_OPENED = "catalogue.admin.guard.opened"
_TYPED = "catalogue.admin.guard.typed"
_LEFT_OUT = {"csrfmiddlewaretoken", OPENED_BY, UNSAVED, FILES}

_REASONS = {
    "expired": gettext_lazy(
        "Not saved yet: your session had ended. What you typed is below. Look it over and save it."
    ),
    "csrf": gettext_lazy(
        "Not saved yet: you logged in again after you opened this page. What you typed is below. "
        "Look it over and save it."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Typing:
    """The fields of a form that was sent, without files and passwords. `user` is the key of who
    opened it, `address` where it was sent. More than MOST_BYTES is not carried."""

    user: int
    address: str
    fields: list[tuple[str, str]]
    files: list[str]
    is_too_much: bool = False

    def signed(self) -> str:
        carried = [self.user, self.address, self.fields, self.files, self.is_too_much]
        return signing.dumps(carried, salt=_TYPED, compress=True)


def read(signed: str) -> Typing | None:
    """What `Typing.signed()` carries; None for what is not ours."""
    try:
        user, address, fields, files, is_too_much = signing.loads(signed, salt=_TYPED)
    except signing.BadSignature:
        return None
    return Typing(user=user, address=address, fields=fields, files=files, is_too_much=is_too_much)


def opened_by(user) -> str:
    """The token that says in a form who opened it."""
    return signing.dumps(user.pk, salt=_OPENED)


def opener(request) -> int | None:
    """The key of who opened the form that was sent, where it says so."""
    try:
        return signing.loads(request.POST.get(OPENED_BY, ""), salt=_OPENED)
    except signing.BadSignature:
        return None


def is_typed(request) -> bool:
    """Whether this is a form that this user opened and filled in."""
    return request.method == "POST" and opener(request) == request.user.pk


def typed_in(request) -> Typing | None:
    """What was typed in the form that was sent from a page of ours."""
    user = opener(request) if request.method == "POST" and is_ours(request) else None
    if user is None:
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _LEFT_OUT and "password" not in name
    ]
    too_much = sum(len(part.encode()) for field in fields for part in field) > MOST_BYTES
    files = [file.name for _name, files in request.FILES.lists() for file in files]
    return Typing(
        user=user,
        address=request.get_full_path(),
        fields=[] if too_much else fields,
        files=[*request.POST.getlist(FILES), *files, *getattr(request, "left_out", ())],
        is_too_much=too_much,
    )


def is_ours(request) -> bool:
    """Whether the page from which this was sent is one of this site, as Django judges it."""
    # Its checks alone are asked: no view is behind it, and they are private to Django.
    check: Any = CsrfViewMiddleware(cast(Any, lambda request: None))
    if "HTTP_ORIGIN" in request.META:
        return check._origin_verified(request)
    try:
        check._check_referer(request)
    except RejectRequest:
        return False
    return True


def refusal_of(request) -> str | None:
    """Why this form is shown again and not saved; None for one that is sent to be saved."""
    reason = request.POST.get(UNSAVED)
    if reason is None:
        return None
    sentence = str(_REASONS.get(reason, _REASONS["expired"]))
    if files := request.POST.getlist(FILES):
        again = _("Choose once more what you want to upload: %s.") % ", ".join(files)
        sentence = f"{sentence} {again}"
    return sentence
