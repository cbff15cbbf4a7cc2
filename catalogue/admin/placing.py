"""Fragments placed in themes and taken out of them: what that comes down to, and the write. The
action, the rows of an interview and the list of fragments all come here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils.translation import gettext as _

from catalogue.access.policy import may_write
from catalogue.models import Fragment, Placement, Theme
from catalogue.models.placement import STEP, behind
from catalogue.values.choices import Origin


@dataclass(frozen=True)
class Wish:
    """The themes that a fragment is to come into, and those that it is to leave."""

    fragment: Fragment
    add: Collection[Theme] = ()
    remove: Collection[Theme] = ()


@dataclass(frozen=True)
class Tagging:
    """What is to happen: placements that are new, those that are confirmed, and those that go; and
    fragments that somebody else has to do."""

    placed: list[Placement] = field(default_factory=list)
    confirmed: list[Placement] = field(default_factory=list)
    removed: list[Placement] = field(default_factory=list)
    left: list[Fragment] = field(default_factory=list)

    @property
    def touched(self) -> list[Fragment]:
        """The fragments that are about to change, each once."""
        rows = [*self.placed, *self.confirmed, *self.removed]
        return list(dict.fromkeys(row.fragment for row in rows))

    @property
    def mark(self) -> str:
        """Differs where what is to happen does: what is confirmed is what was shown."""
        groups = (self.placed, self.confirmed, self.removed)
        rows = [[(row.fragment_id, row.theme_id) for row in group] for group in groups]
        left = [fragment.pk for fragment in self.left]
        return sha256(repr((rows, left)).encode()).hexdigest()[:16]


def plan(wishes: Iterable[Wish], user) -> Tagging:
    """What these wishes come down to for this user, in one query. A fragment that is in the theme
    already stays there; one that is proposed there, or was rejected, is confirmed."""
    wishes, tagging = list(wishes), Tagging()
    themes = {theme for wish in wishes for theme in (*wish.add, *wish.remove)}
    found = Placement.objects.filter(
        fragment__in=[wish.fragment for wish in wishes], theme__in=themes
    )
    rows = {(row.fragment_id, row.theme_id): row for row in found.select_related("theme")}
    for wish in wishes:
        if not may_write(user, wish.fragment):  # as its placements, in any theme
            tagging.left.append(wish.fragment)
            continue
        for theme in wish.add:
            row = rows.get((wish.fragment.pk, theme.pk))
            if row is None:
                tagging.placed.append(Placement(fragment=wish.fragment, theme=theme))
            elif row.origin in (Origin.PROPOSED, Origin.REJECTED):
                row.fragment = wish.fragment
                tagging.confirmed.append(row)
        for theme in wish.remove:
            row = rows.get((wish.fragment.pk, theme.pk))
            if row is not None and row.origin != Origin.REJECTED:
                row.fragment = wish.fragment
                tagging.removed.append(row)
    return tagging


def carry_out(tagging: Tagging) -> None:
    """Write it, in a number of queries that does not depend on the number of fragments. Who comes
    into a theme comes last there; a proposal that is taken out stays as rejected."""
    if tagging.placed:
        ends = _ends({row.theme_id for row in tagging.placed})
        for row in tagging.placed:
            row.order = ends[row.theme_id]
            ends[row.theme_id] += STEP
        Placement.objects.bulk_create(tagging.placed)
    _settle(tagging.confirmed, Origin.CONFIRMED)
    others = [row.pk for row in tagging.removed if not row.is_proposal]
    _settle([row for row in tagging.removed if row.is_proposal], Origin.REJECTED)
    if others:
        Placement.objects.filter(pk__in=others).delete()


def log(user, tagging: Tagging) -> None:
    """Write in the history of each fragment which themes it came into, and which it left."""
    words: dict[Fragment, list[str]] = {}
    for rows, sentence in (
        ([*tagging.placed, *tagging.confirmed], _("Placed in “%(theme)s”.")),
        (tagging.removed, _("Taken out of “%(theme)s”.")),
    ):
        for row in rows:
            words.setdefault(row.fragment, []).append(sentence % {"theme": row.theme})
    kind = ContentType.objects.get_for_model(Fragment)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=user.pk,
            content_type=kind,
            object_id=fragment.pk,
            object_repr=str(fragment),
            action_flag=CHANGE,
            change_message=" ".join(sentences),
        )
        for fragment, sentences in words.items()
    )


def _ends(themes: Collection[int]) -> dict[int, int]:
    """The order behind the last in each of these themes."""
    last = Placement.objects.filter(theme__in=themes).order_by().values("theme")
    known = dict(last.annotate(last=Max("order")).values_list("theme", "last"))
    return {theme: behind(known.get(theme)) for theme in themes}


def _settle(rows: list[Placement], origin: Origin) -> None:
    if rows:
        Placement.objects.filter(pk__in=[row.pk for row in rows]).update(origin=origin)
        for row in rows:
            row.origin = origin
