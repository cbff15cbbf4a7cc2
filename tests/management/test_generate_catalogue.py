"""generate_catalogue: its report, its second run, and what it refuses."""

import re

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import Fragment, Series


def run(capsys, *arguments):
    call_command("generate_catalogue", *arguments)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_report_tells_what_was_made_and_how_fast(capsys):
    report = run(capsys, "--fragments=60")

    public = Fragment.objects.published().count()
    assert re.sub(r"[0-9.]+ s, [0-9]+ fragments a second", "…", report) == (
        "Generated: “Fictieve reeks 1”, 60 fragments in 2 interviews; "
        f"{public} of the fragments are public. (…)\n"
    )


@pytest.mark.django_db
def test_second_run_says_that_it_is_there_already(capsys):
    run(capsys, "--fragments=60", "--seed=7")

    report = run(capsys, "--fragments=60", "--seed=7")

    assert report.startswith("There already, and left alone: “Fictieve reeks 7”, 60 fragments")
    assert Fragment.objects.count() == 60


@pytest.mark.django_db
def test_another_size_of_the_same_series_is_refused(capsys):
    run(capsys, "--fragments=60")

    with pytest.raises(CommandError, match=r"with 60 fragments\. Choose .* --seed 2"):
        run(capsys, "--fragments=61")

    assert Series.objects.count() == 1


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", "", " 3", "١٢", "10000001", "9" * 5000])
@pytest.mark.parametrize("option", ["--fragments", "--seed"])
def test_what_is_no_number_in_range_is_refused(option, text):
    arguments = ["--fragments=60", f"{option}={text}"]

    with pytest.raises(CommandError, match=r"give a whole number from 1 to [0-9]+, not “"):
        call_command("generate_catalogue", *arguments)


def test_number_of_fragments_is_required():
    with pytest.raises(CommandError, match="--fragments"):
        call_command("generate_catalogue")
