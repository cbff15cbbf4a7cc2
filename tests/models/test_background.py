"""Background sources."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import BackgroundSource
from tests.factories import BackgroundSourceFactory

pytestmark = pytest.mark.django_db


def test_brackets_and_articles_do_not_count_in_the_order():
    for title in ("[Zorgen in de top]", "De breuk", "[Het akkoord]"):
        BackgroundSourceFactory(title=title)

    assert [source.title for source in BackgroundSource.objects.all()] == [
        "[Het akkoord]",
        "De breuk",
        "[Zorgen in de top]",
    ]


def test_date_is_kept_as_far_as_it_is_known():
    source = BackgroundSourceFactory(date="november 2022 – januari 2023")

    source.refresh_from_db()

    assert str(source.date) == "2022-11/2023-01"


def test_date_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        BackgroundSourceFactory.build(date="winter 2022")
