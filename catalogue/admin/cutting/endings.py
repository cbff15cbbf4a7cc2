"""Ends of other fragments that a write would state: shown first, and confirmed.

A fragment that was or will be public ends the one before it, where that has no end of its own. When
it is deleted, begins elsewhere or goes to another interview, the model states that end, lest its
words be heard again; here an editor reads which ends those are before it happens.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple, cast

from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from catalogue.access.policy import may_write
from catalogue.admin.boxes.widgets import is_key
from catalogue.models import Fragment, Interview
from catalogue.models.ending import TimeSpan, derived_ends, ends_to_state
from catalogue.values import timecode

ANSWER = "state_ends"  # the name of the box that says yes


class Ends(NamedTuple):
    """What a write does to the ends of fragments: those that it states, in milliseconds; and the
    fragments that stop elsewhere because of it, in whichever way."""

    stated: dict[Fragment, int]
    moved: list[Fragment]

    @property
    def sentences(self) -> list[str]:
        return [
            _("“%(fragment)s” stops at %(end)s now; that is then stated as its end.")
            % {"fragment": fragment, "end": timecode.format(end_ms)}
            for fragment, end_ms in self.stated.items()
        ]

    @property
    def mark(self) -> str:
        """Differs where the ends do: what is confirmed is what was shown."""
        told = [(fragment.pk, end_ms) for fragment, end_ms in self.stated.items()]
        return sha256(repr(told).encode()).hexdigest()[:16]


def ends_when_placed(interviews: Collection[int], placed: Mapping[int, dict]) -> Ends:
    """What becomes of the ends in these interviews when the fragments with these keys have these
    values of TimeSpan."""
    before = Fragment.objects.spans_in(interviews)
    return _ends(before, [span._replace(**placed.get(span.pk, {})) for span in before])


def ends_without(fragments: Iterable[Fragment]) -> Ends:
    """What becomes of the ends of others when these are deleted."""
    gone = {fragment.pk: fragment.interview_id for fragment in fragments}
    before = Fragment.objects.spans_in(set(gone.values()))
    return _ends(before, [span for span in before if span.pk not in gone])


def ends_when_moved(fragments: Iterable[Fragment], target: Interview | None) -> Ends:
    """What becomes of the ends when these go to that interview, or to a new one."""
    fragments, new = list(fragments), 0
    there = new if target is None else target.pk
    placed = {fragment.pk: {"interview_id": there} for fragment in fragments}
    return ends_when_placed({there, *(one.interview_id for one in fragments)}, placed)


def _ends(before: list[TimeSpan], after: list[TimeSpan]) -> Ends:
    stated, were, are = ends_to_state(before, after), derived_ends(before), derived_ends(after)
    moved = [pk for pk in were if pk in are and are[pk] != were[pk]]
    fragments = Fragment.objects.in_bulk({*stated, *moved})
    in_time_order = sorted(fragments.values(), key=lambda one: (one.start_ms, one.pid))
    return Ends(
        {one: stated[one.pk] for one in in_time_order if one.pk in stated},
        [fragments[pk] for pk in moved],
    )


def confirm(ends: Ends, user, answers: Mapping) -> None:
    """ValidationError that asks whether these ends may be stated, until the answers say so; or that
    refuses, where it would change what this user may not write."""
    closed = [one for one in ends.moved if not may_write(user, one)]
    if closed:
        raise ValidationError(
            _("This would change where “%s” stops. Only a chief editor does that.") % closed[0]
        )
    if ends.stated and answers.get(ANSWER) != ends.mark:
        context = {"sentences": ends.sentences, "name": ANSWER, "mark": ends.mark}
        raise ValidationError(render_to_string("admin/catalogue/_ends_asked.html", context))


class TellsEndsOfDeleted:
    """For the admin of fragments: pages that ask whether to delete say which ends are stated."""

    def delete_view(self, request, object_id, extra_context=None):
        fragments = Fragment.objects.filter(pk=object_id) if is_key(object_id) else []
        told = ends_without(fragments).sentences
        return super().delete_view(request, object_id, {**(extra_context or {}), "ends": told})

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, queryset):
        response: Any = delete_selected(cast(admin.ModelAdmin, self), request, queryset)
        if response is not None:
            response.context_data["ends"] = ends_without(queryset).sentences
        return response
