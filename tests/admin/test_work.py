"""The work list: on the front of the admin, in its lists, and record after record."""

from io import StringIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogue import quality
from catalogue.upkeep.models import StrayFile
from catalogue.values.choices import Origin, State
from tests.admin.pages import form_on, page_of
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PlacementFactory,
    RecordingFactory,
    StatedDateFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work():
    """A catalogue in which something of each kind waits, with its codes."""
    recording = RecordingFactory(duration_ms=10_000, interview__state=State.REVIEW)
    MediaFileFactory(recording=recording)
    interview = recording.interview
    interview.conducted_on = "2018"
    interview.save()
    StatedDateFactory(interview=interview, date="2019")
    FragmentFactory(interview=interview, start_ms=1_000, end_ms=3_000, state=State.REVIEW)
    late = FragmentFactory(interview=interview, start_ms=2_000, end_ms=20_000)
    PlacementFactory(fragment=late, origin=Origin.PROPOSED, theme__state=State.REVIEW)
    FragmentFactory(interview=interview, start_ms=4_000, end_ms=None)
    FragmentFactory(interview=interview, start_ms=30_000, end_ms=31_000)
    FragmentFactory(interview=interview, start_ms=31_000 + settings.GAP_MS + 1)
    RecordingFactory()
    StrayFile.objects.replace({"recordings/oud/een.mp4": 5})
    return interview


def test_each_kind_of_work_is_found_and_its_list_is_as_long(at_work, as_chief):
    answer = as_chief.get("/admin/")
    listed = {
        one["url"]: (one["count"], as_chief.get(one["url"]).context["cl"].result_count)
        for one in answer.context["work"]
    }

    assert {url: count for url, (count, _length) in listed.items()} == {
        url: length for url, (_count, length) in listed.items()
    }
    assert {url.partition("=")[2] for url in listed} == {work.code for work in quality.WORK}


def test_front_gives_the_number_alone_before_what_waits(as_chief):
    InterviewFactory.create_batch(2, identified=False)

    links = html.fromstring(as_chief.get("/admin/").text).xpath("//a[contains(@href, 'werk=')]")

    assert links
    for link in links:
        assert link.text_content().split(" ")[0].isdigit()
        assert "fragment" not in link.findtext("span")
        assert link.xpath("count(.//span)") == 1


def test_only_who_does_not_publish_hears_that_numbers_count_what_is_closed(
    at_work, as_chief, as_editor
):
    assert "Wat gepubliceerd is, telt mee" in as_editor.get("/admin/").text
    assert "Wat gepubliceerd is, telt mee" not in as_chief.get("/admin/").text


def test_report_says_the_same_as_the_front(at_work, as_chief):
    out = StringIO()
    call_command("quality_report", "--list", stdout=out)

    told = [line.split()[0] for line in out.getvalue().splitlines() if line[:8].strip()]
    assert told == [str(one["count"]) for one in as_chief.get("/admin/").context["work"]]


def test_front_costs_the_same_number_of_queries_for_more(
    as_chief, at_work, django_assert_max_num_queries
):
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as queries:
            as_chief.get("/admin/")
        counts.append(len(queries))
        FragmentFactory.create_batch(20, interview=InterviewFactory())

    assert counts[0] == counts[1]


def test_editor_goes_from_one_record_of_the_list_to_the_next(as_editor):
    interview = InterviewFactory()
    first, second = (
        FragmentFactory(interview=interview, start_ms=at, end_ms=None, title=f"Op {at}")
        for at in (1_000, 2_000)
    )
    FragmentFactory(interview=interview, start_ms=3_000, end_ms=4_000)
    page = f"{page_of(first)}?_changelist_filters=werk%3Dzonder-einde"
    shown = as_editor.get(page)
    assert shown.context["next_in_list"]["pk"] == second.pk

    data = form_on(shown) | {"end_ms": "0:01.5", "_next": second.pk}
    answer = as_editor.post(page, data, follow=True)

    assert answer.context["original"] == second
    assert answer.context["next_in_list"] is None
    first.refresh_from_db()
    assert first.end_ms == 1_500


def test_every_list_of_the_front_is_worked_through(at_work, as_chief):
    for one in as_chief.get("/admin/").context["work"]:
        keys = [row.pk for row in as_chief.get(one["url"]).context["cl"].result_list]
        filters = one["url"].partition("?")[2]
        kept = urlencode({"_changelist_filters": filters})
        page = f"{one['url'].partition('?')[0]}{{}}/change/?{kept}"
        followed, key = [], keys[0]
        while key:
            followed.append(key)
            after = as_chief.get(page.format(key)).context["next_in_list"]
            key = after and after["pk"]

        assert followed == keys, one["url"]


def test_next_one_follows_the_order_and_the_search_of_the_list(as_editor):
    interview = InterviewFactory()
    first, _other, last = (
        FragmentFactory(interview=interview, start_ms=at, end_ms=None, title=title)
        for at, title in ((1_000, "Macht"), (2_000, "Iets"), (3_000, "Macht weer"))
    )
    backwards = urlencode({"_changelist_filters": "werk=zonder-einde&q=macht&o=-1"})

    shown = as_editor.get(f"{page_of(last)}?{backwards}")
    at_the_end = as_editor.get(f"{page_of(first)}?{backwards}")

    assert shown.context["next_in_list"]["pk"] == first.pk
    assert at_the_end.context["next_in_list"] is None


def test_next_one_comes_after_a_record_whose_work_is_done(as_editor):
    interview = InterviewFactory()
    _skipped, done, after = (
        FragmentFactory(interview=interview, start_ms=at, end_ms=end)
        for at, end in ((1_000, None), (2_000, 2_500), (3_000, None))
    )

    shown = as_editor.get(f"{page_of(done)}?_changelist_filters=werk%3Dzonder-einde")

    assert shown.context["next_in_list"]["pk"] == after.pk


def test_published_record_is_skipped_by_who_may_only_read_it(as_editor):
    interview = InterviewFactory()
    first, second = (
        FragmentFactory(interview=interview, start_ms=at, end_ms=None, published=True)
        for at in (1_000, 2_000)
    )

    page = as_editor.get(f"{page_of(first)}?_changelist_filters=werk%3Dzonder-einde")

    assert 'name="_next"' not in page.content.decode()
    assert page.context["next_in_list"]["url"].startswith(page_of(second))
    assert "Overslaan" in page.content.decode()


@pytest.mark.parametrize(
    "filters",
    [
        "werk=niets",
        "werk=zonder-einde&password__startswith=a",
        "werk=zonder-einde&o=x&p=99&q=%00&interview=nee",
        "werk=zonder-einde&state__exact=%00",
        "\0",
        "&&&===",
    ],
)
def test_odd_list_to_come_from_is_borne(as_editor, filters):
    fragment = FragmentFactory(end_ms=None)

    page = as_editor.get(page_of(fragment), {"_changelist_filters": filters})

    assert page.status_code == 200


def test_page_costs_the_same_number_of_queries_in_a_long_list(as_editor):
    interview, counts = InterviewFactory(), []
    for number in (3, 297):
        start = interview.fragments.count() * 1_000
        fragments = [
            FragmentFactory(interview=interview, start_ms=start + 1_000 * at, end_ms=None)
            for at in range(number)
        ]
        page = f"{page_of(fragments[0])}?_changelist_filters=werk%3Dzonder-einde"
        as_editor.get(page)
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["x", "999999", ""])
def test_next_that_does_not_exist_leads_to_the_list(as_editor, key):
    theme = ThemeFactory()
    data = form_on(as_editor.get(page_of(theme))) | {"_next": key}

    answer = as_editor.post(page_of(theme), data, follow=True)

    assert "cl" in answer.context


def test_work_that_does_not_exist_gives_an_empty_list(as_editor):
    FragmentFactory()

    answer = as_editor.get("/admin/catalogue/fragment/?werk=niets")

    assert answer.context["cl"].result_count == 0
