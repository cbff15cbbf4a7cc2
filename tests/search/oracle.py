"""What the listing must give, counted by plain loops over the rows of a small catalogue.

Written from the design of the listing's parameters and facets, and not from the code that counts.
"""

from catalogue.search import SHOWN
from catalogue.values.choices import Form, Part, Role
from tests.search.catalogues import Catalogue, FragmentRow, InterviewRow, ParticipationRow

Parameters = dict[str, tuple[str, ...]]

MULTIPLE = [facet.parameter for facet in SHOWN]


class Oracle:
    """Answers about one catalogue. Values are those of the address: slugs and words."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue
        self.fragments = {
            f"fragment-{number}": row
            for number, row in enumerate(catalogue.fragments)
            if is_public(row.state) and is_public(catalogue.interviews[row.interview].state)
        }

    def find(self, parameters: Parameters) -> set[str]:
        """The pids of the fragments that an address with these parameters lists."""
        return {
            pid
            for pid, row in self.fragments.items()
            if all(self.answers(row, name, values) for name, values in parameters.items())
        }

    def facets(self, parameters: Parameters) -> dict[str, dict[str, int]]:
        """For each facet: the values to choose, with the number that choosing one gives."""
        found = {}
        for name in MULTIPLE:
            active = parameters.get(name, ())
            counts = {}
            for value in self.choices(name):
                chosen = (*active, value) if name == "thema" else (value,)
                count = len(self.find({**parameters, name: chosen}))
                if count or value in active:
                    counts[value] = count
            if counts:
                found[name] = counts
        return found

    def answers(self, row: FragmentRow, name: str, values: tuple[str, ...]) -> bool:
        """Whether the fragment passes this one filter."""
        if not values:
            return True
        if name == "q":
            text = " ".join(row.words).lower()
            return all(word in text for word in values[0].split())
        if name == "thema":
            return all(self.stands_in(row, value) for value in values)
        if name == "jaar":
            return self.is_about(row, *values)
        return not set(self.values_of(row, name)).isdisjoint(values)

    def values_of(self, row: FragmentRow, name: str) -> list[str]:
        """The values of this facet under which the fragment falls."""
        catalogue = self.catalogue
        interview = catalogue.interviews[row.interview]
        speaking = speakers(row, interview)
        positions = [catalogue.positions[place] for one in speaking for place in one.positions]
        match name:
            case "interview":
                return [f"interview-{row.interview}"]
            case "persoon":
                return [f"persoon-{one.person}" for one in speaking]
            case "genoemd":
                return [f"persoon-{person}" for person in row.mentioned]
            case "functie":
                return [position.role.value for position in positions]
            case "organisatie":
                return [
                    f"organisatie-{position.organisation}"
                    for position in positions
                    if position.organisation is not None
                ]
            case "vorm":
                return [
                    form.value for form, demonstration in interview.recordings if not demonstration
                ]
            case "duur":
                return [length_name(row.length_ms)]
        raise ValueError(name)

    def choices(self, name: str) -> list[str]:
        """Every value that may be chosen: of what is public, since the rest does not exist."""
        catalogue = self.catalogue
        match name:
            case "thema":
                return [
                    f"thema-{place}"
                    for place, theme in enumerate(catalogue.themes)
                    if is_public(theme.state)
                ]
            case "functie":
                return [role.value for role in Role]
            case "vorm":
                return [form.value for form in Form]
            case "duur":
                return ["kort", "middel", "lang", "onbekend"]
        values = {value for row in self.fragments.values() for value in self.values_of(row, name)}
        return sorted(values)

    def stands_in(self, row: FragmentRow, slug: str) -> bool:
        """Whether the fragment has a public place in this theme or in one below it."""
        wanted = int(slug.removeprefix("thema-"))
        for theme, origin in row.placements:
            if origin == "rejected" or not is_public(self.catalogue.themes[theme].state):
                continue
            ancestor: int | None = theme
            while ancestor is not None:
                if ancestor == wanted:
                    return True
                ancestor = self.catalogue.themes[ancestor].broader
        return False

    def is_about(self, row: FragmentRow, first: str, last: str) -> bool:
        """Whether it is about these years, of which one may be empty: the period spoken about;
        where that is not known, the interviewees' periods in office."""
        interview = self.catalogue.interviews[row.interview]
        if any(interview.period):
            return overlaps(interview.period, first, last)
        return any(
            overlaps(self.catalogue.positions[place].period, first, last)
            for one in interviewees(interview)
            for place in one.positions
        )


def is_public(state: str) -> bool:
    return state in ("public", "inside its window")


def interviewees(interview: InterviewRow) -> list[ParticipationRow]:
    return [one for one in interview.participations if one.part == Part.INTERVIEWEE]


def speakers(row: FragmentRow, interview: InterviewRow) -> list[ParticipationRow]:
    """Who speaks: whom the fragment names, else the interviewees."""
    return [interview.participations[place] for place in row.speakers] or interviewees(interview)


def length_name(length_ms: int | None) -> str:
    if length_ms is None:
        return "onbekend"
    minutes = length_ms / 60_000
    return "kort" if minutes < 2 else "middel" if minutes <= 5 else "lang"


def overlaps(period: tuple[str | None, str | None], first: str, last: str) -> bool:
    """Whether a period shares a day with the years from first to last; open where not known.

    The text of a partial date begins with its year, and whole years are asked for, so comparing
    years is enough.
    """
    since, until = period
    if since is None and until is None:
        return False
    begins_in_time = not last or since is None or since[:4] <= last
    ends_late_enough = not first or until is None or until[:4] >= first
    return begins_in_time and ends_late_enough
