"""What the home page shows first: themes, people, and conversations, a few of each."""

from dataclasses import dataclass

from catalogue.models import Interview, Participation, Person, Position, Theme
from catalogue.search import Answer
from catalogue.values.choices import Part
from catalogue.views.browse import with_fragment_counts
from catalogue.views.pictures import Picture, cover_of, portrait_of

MOST_THEMES = 8
MOST_FACES = 6
THEME_CANDIDATES = 100  # the fullest; what is above a theme is at least as full
CANDIDATES = 30  # of whom those with a portrait come first


@dataclass(frozen=True)
class Face:
    """Somebody who speaks, with what they speak as, or a conversation of which nobody knows that
    yet; with the number of fragments behind it."""

    name: str
    url: str
    fragment_count: int
    picture: Picture | None = None
    positions: tuple[Position, ...] = ()

    @property
    def initials(self) -> str:
        """Of the first and the last name: what stands there without a picture."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        names = [word for word in words if word[0].isupper()] or words
        first_and_last = dict.fromkeys([*names[:1], *names[-1:]])
        return "".join(word[0].upper() for word in first_and_last)


def main_themes(everything: Answer) -> list[Theme]:
    """The themes to begin with, at most MOST_THEMES: settled ones before those that are proposals
    alone, of these the broadest before narrower ones, and of these the fullest.

    Each has `fragment_count`, the number on its own page, and `branch_count`, with its narrower
    themes.
    """
    counts = dict(everything.top("themes", THEME_CANDIDATES))
    themes = with_fragment_counts(Theme.objects.published().filter(pk__in=counts).in_tree_order())
    for theme in themes:
        theme.branch_count = counts[theme.pk]

    def rank(theme: Theme) -> tuple[bool, bool, int]:
        return theme.is_proposed_only, theme.broader_id in counts, -theme.branch_count

    return sorted(themes, key=rank)[:MOST_THEMES]


def people_who_speak(everything: Answer) -> list[Face]:
    """The people who speak in most fragments; those with a portrait before others."""
    counts = dict(everything.top("speakers", CANDIDATES))
    taking_part = (
        Participation.objects.published()
        .filter(person__in=counts, part=Part.INTERVIEWEE)
        .with_people()
        .order_by("pk")
    )
    known: dict[int, tuple[Person, dict[int, Position]]] = {}
    for participation in taking_part:
        _person, positions = known.setdefault(participation.person_id, (participation.person, {}))
        positions |= {position.pk: position for position in participation.position_list}
    chosen = sorted(
        known.values(),
        key=lambda one: (not one[0].portrait, -counts[one[0].pk], one[0].sort_key, one[0].slug),
    )
    return [
        Face(
            name=person.name,
            url=person.get_absolute_url(),
            fragment_count=counts[person.pk],
            picture=portrait_of(person),
            positions=tuple(positions.values()),
        )
        for person, positions in chosen[:MOST_FACES]
    ]


def fullest_conversations(everything: Answer) -> list[Face]:
    """The conversations with most fragments of which nobody knows yet who speaks, with the covers
    that are drawn from these."""
    counts = dict(everything.top("interviews", CANDIDATES))
    interviews = (
        Interview.objects.published()
        .filter(pk__in=counts)
        .exclude(participations__part=Part.INTERVIEWEE)
    )
    fullest = sorted(interviews, key=lambda one: (-counts[one.pk], one.sort_key, one.pid))
    return [
        Face(
            name=interview.title,
            url=interview.get_absolute_url(),
            fragment_count=counts[interview.pk],
            picture=cover_of(interview),
        )
        for interview in fullest[:MOST_FACES]
    ]
