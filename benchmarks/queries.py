"""The questions: twelve for all engines, more for our engine alone, and a random mix.

They are found in the data, so the same catalogue gets the same questions. Each is an address of our
listing, and plain values for the peers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

import numpy as np

from benchmarks.flat import Flat, Jagged, names_of
from benchmarks.scaffold import FIRST_YEAR, LAST_YEAR
from benchmarks.vocabulary import vocabulary
from catalogue.dutch.compounds import asked
from catalogue.dutch.stems import stem
from catalogue.models import Organisation, Person, Theme
from catalogue.values.text import fold

PAGE_SIZE = 24
DEEPEST_PAGE = 1000
MIX = 400
DENSE_THEMES = 8
NEWEST, TITLE, RELEVANCE = "nieuwste", "titel", "relevantie"


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question: keys of records for the peers, slugs for the address. All `words` must
    occur as written; in a phrase they follow each other. Years are inclusive."""

    name: str
    themes: tuple[tuple[int, str], ...] = ()
    organisation: tuple[int, str] | None = None
    person: tuple[int, str] | None = None
    years: tuple[int, int] | None = None
    words: tuple[str, ...] = ()
    is_phrase: bool = False
    order: str = NEWEST
    page: int = 1
    for_peers: bool = True

    @property
    def parameters(self) -> str:
        text = " ".join(self.words)
        pairs: list[tuple[str, str | int]] = []
        pairs += [("q", f'"{text}"' if self.is_phrase else text)] if self.words else []
        pairs += [("thema", slug) for _key, slug in self.themes]
        pairs += [("persoon", self.person[1])] if self.person else []
        pairs += [("organisatie", self.organisation[1])] if self.organisation else []
        if self.years:
            pairs += [("jaar_van", self.years[0]), ("jaar_tot", self.years[1])]
        usual = RELEVANCE if self.words else NEWEST
        pairs += [("sorteer", self.order)] if self.order != usual else []
        pairs += [("pagina", self.page)] if self.page > 1 else []
        return urlencode(pairs)

    @property
    def address(self) -> str:
        return "/fragmenten/" + (f"?{self.parameters}" if self.parameters else "")

    @property
    def is_counted_before(self) -> bool:
        """Whether our engine has stored counts for it: without a filter, the counts are those of
        the whole catalogue."""
        return not (self.themes or self.organisation or self.person or self.years or self.words)


@dataclass
class Asked:
    """The queries of one catalogue: `twelve` for all engines, `more` for ours, and the mix."""

    twelve: list[Query]
    more: list[Query]
    mix: list[Query]


def queries_of(flat: Flat, *, seed: int = 1) -> Asked:
    everywhere = np.ones(len(flat), bool)
    of_theme = flat.themes.counts(everywhere)
    sizes = {key: int(of_theme[key]) for key in flat.broader if key < len(of_theme)}
    slugs = dict(Theme.objects.order_by().values_list("pk", "slug"))

    leaves = leaves_of(flat)
    ranked = sorted(sizes, key=lambda key: (-sizes[key], key))
    popular = next(key for key in ranked if key in leaves)
    rare = min((k for k in leaves if sizes.get(k, 0) >= 3), key=lambda k: (abs(sizes[k] - 40), k))
    popular_root = flat.broader[popular][-1]
    roots = [key for key in ranked if flat.broader[key] == [key] and key != popular_root]
    branch = max(roots, key=lambda key: (breadth(flat, key), -key))
    broadest = ranked[0]

    words = Words(flat)
    common, other = words.near(len(flat) // 10), words.near(len(flat) // 25)
    seldom = words.near(min(40, len(flat) // 700))
    phrase = words.phrase()
    organisation = most_in(flat, flat.themes.any(popular))
    of = {key: (key, slug) for key, slug in occurring(Organisation, flat.organisations)}
    people = occurring(Person, flat.speakers)

    def theme(*keys: int) -> tuple[tuple[int, str], ...]:
        return tuple((key, slugs[key]) for key in keys)

    middle = (LAST_YEAR + FIRST_YEAR) // 2
    twelve = [
        Query(name="front"),
        Query(name="theme_pop", themes=theme(popular)),
        Query(name="theme_rare", themes=theme(rare)),
        Query(name="branch", themes=theme(branch)),
        Query(
            name="theme+org+yr",
            themes=theme(popular),
            organisation=of[organisation],
            years=(middle - 2, middle + 2),
        ),
        Query(name="years10", years=(middle - 5, middle + 4)),
        Query(name="text_common", words=(common,)),
        Query(name="text_rare", words=(seldom,)),
        # Names of organisations are not searched, so the filter narrows at every size. A theme does
        # not always: its own name, or that of a broader theme, may have the word.
        Query(name="text+org", words=(common,), organisation=of[organisation]),
        Query(name="phrase", words=phrase, is_phrase=True),
        Query(name="deep1000", page=min(DEEPEST_PAGE, len(flat) // PAGE_SIZE)),
        Query(name="title_sort", themes=theme(popular), order=TITLE),
    ]
    # By words the listing's own order is relevance, which no peer knows as we mean it.
    by_words = [query for query in twelve if query.words]
    twelve = [replaced(query, order=NEWEST) if query.words else query for query in twelve]
    more = [
        *(replaced(q, name=f"{q.name}, by relevance", order=RELEVANCE) for q in by_words),
        Query(name="two common words", words=(common, other), order=RELEVANCE),
        Query(name="word in every text", words=("gesprek",), order=RELEVANCE),
        Query(name="word in many names", words=(words.in_names(),), order=RELEVANCE),
        Query(name="broadest branch", themes=theme(broadest)),
        Query(name="organisation", organisation=of[organisation]),
        Query(name="dense", years=(FIRST_YEAR, LAST_YEAR - 1)),
        Query(name="broad deep page", themes=theme(broadest), page=sizes[broadest] // 48 + 1),
        Query(name="all by title", order=TITLE, page=2),
    ]
    more = [replaced(query, for_peers=False) for query in more]
    more = [replaced(query, page=min(query.page, DEEPEST_PAGE)) for query in more]
    return Asked(twelve, more, mix_of(seed, ranked, slugs, words, of, people))


def replaced(query: Query, **changes) -> Query:
    return Query(**{**query.__dict__, **changes})


def leaves_of(flat: Flat) -> set[int]:
    broader = {key for line in flat.broader.values() for key in line[1:]}
    return set(flat.broader) - broader


def breadth(flat: Flat, key: int) -> int:
    return sum(key in line for line in flat.broader.values())


def most_in(flat: Flat, mask: np.ndarray) -> int:
    return int(np.argmax(flat.organisations.counts(mask)))


class Words:
    """The words of the texts. A word is alone when no other word has its stem or is a compound with
    it: our engine, which finds by stem, then finds what the peers find exactly."""

    def __init__(self, flat: Flat):
        self.ranked = [fold(word) for word in vocabulary()]
        self.number = len(flat)
        self.names = [
            name
            for table, column in (("theme", "name"), ("interview", "title"))
            for name in names_of(table, column).values()
        ]

    def is_alone(self, word: str) -> bool:
        wanted = asked(word)
        return not any(wanted.finds(other, stem(other)) for other in self.ranked if other != word)

    def near(self, hits: int) -> str:
        """A word that is alone and occurs in about `hits` texts of 30 words."""
        expected = sum(1 / rank for rank in range(1, len(self.ranked) + 1))
        rank = min(len(self.ranked) - 1, round(self.number * 30 / (expected * hits)))
        around = (rank + step * sign for step in range(len(self.ranked)) for sign in (1, -1))
        places = (place for place in around if 0 <= place < len(self.ranked))
        return next(self.ranked[place] for place in places if self.is_alone(self.ranked[place]))

    def phrase(self) -> tuple[str, str]:
        """Two frequent words that follow each other in no name."""
        names = " | ".join(self.names)
        for first, second in ((5, 7), (6, 8), (4, 9), (7, 10)):
            pair = (self.ranked[first], self.ranked[second])
            if f"{pair[0]} {pair[1]}" not in names:
                return pair
        raise LookupError("every phrase is in a name")

    def in_names(self) -> str:
        """The word in most names, of the words that are not frequent in texts."""
        counts: dict[str, int] = {}
        for name in self.names:
            for word in set(name.split()):
                counts[word] = counts.get(word, 0) + 1
        return max(self.ranked[100:2_000], key=lambda word: (counts.get(word, 0), word))


def occurring(model, many: Jagged) -> list[tuple[int, str]]:
    """Keys and slugs of the records that occur in a fragment; the others have no page."""
    counts = many.counts(np.ones(len(many.starts) - 1, bool))
    rows = model.objects.order_by("pk").values_list("pk", "slug")
    return [(key, slug) for key, slug in rows if key < len(counts) and counts[key]]


def mix_of(seed: int, ranked: list[int], slugs, words: Words, organisations, people) -> list[Query]:
    """MIX different queries of one to three filters, as visitors might ask them."""
    rng = Random(f"{seed}/mix")
    drawn: dict[str, Query] = {}
    while len(drawn) < MIX:
        kinds = rng.sample(
            ("theme", "words", "years", "organisation", "person"), rng.choice((1, 1, 2, 3))
        )
        values: dict = {"order": rng.choice((NEWEST, NEWEST, TITLE))}
        if "theme" in kinds:
            some = {ranked[skewed(rng, len(ranked))] for _ in range(rng.choice((1, 1, 2)))}
            values["themes"] = tuple((key, slugs[key]) for key in sorted(some))
        if "words" in kinds:
            values["words"] = tuple(
                words.ranked[skewed(rng, len(words.ranked))] for _ in range(rng.choice((1, 1, 2)))
            )
            values["order"] = RELEVANCE
        if "years" in kinds:
            first = rng.randint(FIRST_YEAR, LAST_YEAR)
            values["years"] = (first, min(LAST_YEAR, first + rng.randint(0, 12)))
        if "organisation" in kinds:
            values["organisation"] = rng.choice(list(organisations.values()))
        if "person" in kinds:
            values["person"] = rng.choice(people)
        query = Query(name=f"mix {len(drawn) + 1}", for_peers=False, **values)
        drawn.setdefault(query.address, query)
    return list(drawn.values())


def skewed(rng: Random, number: int) -> int:
    """A random rank from 0; low ranks come more often."""
    return min(number - 1, int(number ** rng.random()) - 1)


def addresses(queries: Iterable[Query]) -> list[str]:
    return [query.address for query in queries]
