"""What must follow when a record changes, in the transaction that changes it.

Documents and the words of names are made again. Of each fragment and theme that the index sees
differently from now on a row is written, which every reader finds on its next request. A write that
the index does not see leaves a row too, for pages that were drawn before (finding.catalogue_stamp).
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from catalogue.models import (
    Fragment,
    Interview,
    Organisation,
    Person,
    Position,
    StatedDate,
    Theme,
    Transcript,
)
from catalogue.models.interview import Participation
from catalogue.search.build import compact, documents
from catalogue.search.models import IndexChange
from catalogue.search.sql.words import NAMES


def follow(
    sender: type[Model], pks: Iterable[int], because: type[Model] | None, **kwargs: Any
) -> None:
    """The listener to the change notice. Whatever belongs to a fragment or an interview touches
    it, so that these two stand for all of it."""
    if sender in NAMES and because is None:
        documents.write_names(sender, pks)
    is_noted = False
    if sender is Fragment:
        documents.write(pks)
        is_noted = note(IndexChange.Kind.FRAGMENT, pks)
    elif sender is Theme and because is None:
        is_noted = note(IndexChange.Kind.THEME, pks)
    elif sender in (Person, Organisation) and because is None:
        # Nothing to fold, but what is drawn has the name.
        is_noted = note(IndexChange.Kind.NAME, pks)
    elif sender is Interview:
        is_noted = interviews_changed(pks, because=because)
    elif sender is Position:
        participations = Participation.objects.filter(positions__in=pks)
        interviews = participations.values_list("interview", flat=True)
        is_noted = interviews_changed(interviews, because=Position)
    # Of what belongs to a record its own notice came before.
    if because is None and not is_noted:
        note(IndexChange.Kind.OTHER, [0])


def interviews_changed(interviews: Iterable[int], *, because: type | None) -> bool:
    """These interviews were written, or what belongs to them was. A fragment that was written says
    so itself; but it may end what is said in the one before it. Whether readers are told."""
    if because is StatedDate:
        return False
    interviews = set(interviews)
    transcribed = Transcript.objects.filter(interview__in=interviews).values("interview")
    # A transcript that is gone is not there to ask.
    spoken_in = interviews if because is Transcript else transcribed
    different = documents.write(fragments_of(spoken_in))
    return note(
        IndexChange.Kind.FRAGMENT,
        different if because is Fragment else fragments_of(interviews),
    )


def fragments_of(interviews: Any) -> set[int]:
    return set(Fragment.objects.filter(interview__in=interviews).values_list("pk", flat=True))


def note(kind: str, keys: Iterable[int]) -> bool:
    """Tell the readers of the index that these fragments or themes have changed, if there are any;
    whether there were."""
    rows = [IndexChange(kind=kind, record=key) for key in sorted(keys)]
    if rows:
        IndexChange.objects.bulk_create(rows, batch_size=500)
        if not any(one[1] is compact.consider for one in connection.run_on_commit):
            transaction.on_commit(compact.consider, robust=True)
    return bool(rows)
