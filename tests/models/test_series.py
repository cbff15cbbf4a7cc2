"""Series."""

import pytest

from catalogue.models import Series
from tests.factories import SeriesFactory

pytestmark = pytest.mark.django_db


def test_series_sort_without_article_and_accents():
    for title in ("De top kijkt om", "Één mandaat", "Zuinig", "Het eind"):
        SeriesFactory(title=title)

    assert [series.title for series in Series.objects.all()] == [
        "Één mandaat",
        "Het eind",
        "De top kijkt om",
        "Zuinig",
    ]
