"""What the index says beside what plain SQL says, at one moment."""

from random import Random

import time_machine
from django.utils import timezone

from catalogue.search.facets import SHOWN
from catalogue.search.finding import Answer, current_index, find_in_sql
from catalogue.search.index.answer import IndexAnswer
from tests.soak import questions

PAGE = 24


def differences(random: Random, *, number: int) -> list[str]:
    """The addresses, of so many at random, that the index and plain SQL answer differently."""
    queries = [questions.query(random) for _ in range(number)]
    return [query for query in queries if not is_answered_alike(query)]


def is_answered_alike(query: str) -> bool:
    """Missing when there is no index to answer."""
    with time_machine.travel(timezone.now(), tick=False):  # windows may open in between
        asked = questions.listing(query)
        answer = IndexAnswer(current_index(), asked.selection, asked.order, timezone.now())
        truth = find_in_sql(asked.selection, asked.order)
        is_alike = answer.total == truth.total and pages(answer) == truth.page(0, truth.total + 1)
        return is_alike and facets(answer) == facets(truth)


def facets(answer: Answer) -> dict:
    """Every facet with ties, and its first values."""
    return {
        facet.field: (answer.top(facet.field, None), answer.top(facet.field, 5)) for facet in SHOWN
    }


def pages(answer: Answer) -> list[int]:
    """The keys on all pages, page by page."""
    firsts = range(0, answer.total + 1, PAGE)
    return [key for first in firsts for key in answer.page(first, PAGE)]
