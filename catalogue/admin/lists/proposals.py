"""Proposals in their list: listened to, confirmed or rejected, and taken back, one after another.

A verdict is a button of the list's own form. With scripts it is sent by itself and answered in
JSON; without, the list comes back with what became of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.access.policy import may_write
from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.guard.meanwhile import last_write
from catalogue.admin.guard.refusals import REFUSALS, is_told, saving, sentence
from catalogue.admin.messages import ActionOutcome
from catalogue.media.playback import build_playback, parts_of
from catalogue.models import Fragment, Placement, Recording
from catalogue.models.ending import ending_starts
from catalogue.models.locks import lock
from catalogue.values.choices import Origin


@dataclass(frozen=True)
class Verdict:
    """Brings a placement from one origin to another; `said` tells of it."""

    before: Origin
    after: Origin
    said: str | Promise
    back: str = ""  # the verdict that takes it back


VERDICTS = {
    "confirm": Verdict(
        Origin.PROPOSED,
        Origin.CONFIRMED,
        gettext_lazy("Confirmed: “%(fragment)s” in “%(theme)s”."),
        "take-back-confirmation",
    ),
    "reject": Verdict(
        Origin.PROPOSED,
        Origin.REJECTED,
        gettext_lazy("Rejected: “%(fragment)s” in “%(theme)s”."),
        "take-back-rejection",
    ),
    "take-back-confirmation": Verdict(
        Origin.CONFIRMED,
        Origin.PROPOSED,
        gettext_lazy("Taken back: “%(fragment)s” in “%(theme)s” is a proposal again."),
    ),
    "take-back-rejection": Verdict(
        Origin.REJECTED,
        Origin.PROPOSED,
        gettext_lazy("Taken back: “%(fragment)s” in “%(theme)s” is a proposal again."),
    ),
}


def settle(placements: Iterable[Placement], verdict: Verdict, user) -> ActionOutcome:
    """Give these placements, read with fragment and theme, the origin that the verdict says, where
    they have the one before it and this user may write them. Costs the same for one as for many."""
    outcome = ActionOutcome()
    for placement in placements:
        if placement.origin != verdict.before:
            outcome.leave(placement, _("it is not a proposal (any more)."))
        elif not may_write(user, placement):
            outcome.leave(placement, _("it is published, so a chief editor decides."))
        else:
            outcome.changed.append(placement)
    changed = [placement.pk for placement in outcome.changed]
    Placement.objects.filter(pk__in=changed).update(origin=verdict.after)
    LogEntry.objects.log_actions(
        user_id=user.pk,
        queryset=outcome.changed,
        action_flag=CHANGE,
        change_message=[{"changed": {"fields": ["origin"]}}],
    )
    return outcome


class PlacementList(ChangeList):
    """Placements that know what plays of their fragment, and whether this user may judge them."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        dress(self.result_list, request.user)
        kept = self.model_admin.get_preserved_filters(request)
        for placement in self.result_list:
            address = reverse("admin:catalogue_placement_judge", args=[placement.pk])
            placement.judge_url = f"{address}?{kept}" if kept else address


def dress(placements: list[Placement], user) -> None:
    """Set `playback` of their fragments, and `is_open`: whether this user may write them. The
    number of queries does not depend on the number of placements."""
    interviews = {placement.fragment.interview_id for placement in placements}
    spans = Fragment.objects.spans_in(interviews)
    starts = ending_starts(sorted(spans, key=lambda span: span.start_ms))
    recordings: dict[int, list[Recording]] = {}
    for recording in (
        Recording.objects.visible_to(user).filter(interview__in=interviews).with_files()
    ):
        recordings.setdefault(recording.interview_id, []).append(recording)
    parts = {interview: parts_of(own) for interview, own in recordings.items()}
    for placement in placements:
        fragment = placement.fragment
        placement.is_open = may_write(user, placement)
        placement.playback = build_playback(
            parts.get(fragment.interview_id, ()),
            start_ms=fragment.start_ms,
            stop_ms=fragment.end_before(starts[fragment.interview_id]),
            stop_is_stated=fragment.end_ms is not None,
            pid=fragment.pid,
            title=fragment.title,
            interview=fragment.interview.title,
        )


class JudgesProposals:
    """For the admin of placements: a verdict on one of them."""

    def get_changelist(self, request, **kwargs):
        return PlacementList

    def get_urls(self):
        judge = self.admin_site.admin_view(self.judge_view)
        return [
            path("<str:pk>/oordeel/", judge, name="catalogue_placement_judge"),
            *super().get_urls(),
        ]

    def judge_view(self, request, pk: str):
        """Carry out the `verdict` that was sent. As JSON: ``done``, ``said``, a sentence, and where
        the placement is there still its ``origin``, the ``words`` for that and ``left``, how many
        proposals wait."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":  # who had to log in comes back with no more than the address
            said = _("Nothing is changed. Judge the proposal once more.")
            return self._back_to_list(request, said, done=False)
        try:
            with saving(request):
                placement, said, done = self._judge(request, pk)
        except REFUSALS as error:
            if not is_told(error):
                raise
            said = _("Nothing is saved: %(reason)s") % {"reason": sentence(error)}
            placement, done = None, False
        if request.accepts("text/html"):
            return self._back_to_list(request, said, done=done)
        answer = {"done": done, "said": said}
        if placement:
            answer |= {
                "origin": placement.origin,
                "words": placement.get_origin_display(),
                "left": Placement.objects.filter(origin=Origin.PROPOSED).count(),
            }
        return JsonResponse(answer)

    def _judge(self, request, pk: str) -> tuple[Placement | None, str, bool]:
        """The placement as it is now, what is to be said, and whether it was done."""
        verdict = VERDICTS.get(request.POST.get("verdict", ""))
        if verdict is None:
            return None, _("This verdict is not readable. Nothing is changed."), False
        placement = _locked(pk)
        if placement is None:
            return None, _("This proposal does not exist any more."), False
        outcome = settle([placement], verdict, request.user)
        if outcome.changed:
            placement.origin = verdict.after
            names = {"fragment": placement.fragment, "theme": placement.theme}
            return placement, str(verdict.said) % names, True
        if placement.origin != verdict.before:
            return placement, _meanwhile(placement), False
        return placement, outcome.remarks[0], False

    def _back_to_list(self, request, said: str, *, done: bool) -> HttpResponseRedirect:
        verdict = VERDICTS.get(request.POST.get("verdict", ""))
        if done and verdict and verdict.back:
            said = _with_way_back(said, request.get_full_path(), verdict.back)
        self.message_user(request, said, messages.SUCCESS if done else messages.ERROR)
        preserved = QueryDict(self.get_preserved_filters(request))
        filters = QueryDict(preserved.get("_changelist_filters", ""), mutable=True)
        filters.pop(PAGE_VAR, None)  # the last page may be gone with its last proposal
        address = reverse("admin:catalogue_placement_changelist")
        return HttpResponseRedirect(f"{address}?{filters.urlencode()}" if filters else address)


def _locked(pk: str) -> Placement | None:
    """The placement as it is stored now, which nobody changes until this transaction ends."""
    if not is_key(pk):
        return None
    lock(Placement, [int(pk)])
    found = Placement.objects.select_related("fragment__interview", "theme")
    return found.filter(pk=int(pk)).first()


def _meanwhile(placement: Placement) -> str:
    return _("“%(record)s” is left alone: it is %(origin)s meanwhile (%(who)s).") % {
        "record": placement,
        "origin": placement.get_origin_display(),
        "who": last_write([placement], since=0, of="origin"),
    }


def _with_way_back(said: str, address: str, verdict: str) -> SafeString:
    """What was said, with a button of the list's form that takes it back."""
    return format_html(
        '{} <button type="submit" class="button" form="changelist-form" formaction="{}" '
        'name="verdict" value="{}">{}</button>',
        said,
        address,
        verdict,
        _("Take back"),
    )


def listening_cell(placement) -> str:
    """When the fragment begins, and a button that plays it."""
    return render_to_string("admin/catalogue/placement/_listen.html", {"placement": placement})


def judging_cell(placement) -> str:
    """The buttons of a row, or why it has none."""
    context = {"placement": placement, "verdicts": VERDICTS}
    return render_to_string("admin/catalogue/placement/_verdicts.html", context)
