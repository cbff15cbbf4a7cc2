"""WebVTT files into passages: what is refused and where, who speaks, what is replaced."""

import tracemalloc
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from catalogue.importers import captions
from catalogue.importers.rows import SourceError
from catalogue.models import Passage, Transcript
from catalogue.models.signals import changed
from catalogue.values.webvtt import Cue
from tests.factories import (
    InterviewFactory,
    ParticipationFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db

ONE = "00:01.000 --> 00:02.000"
CUES = [Cue(1000, 2000, "Eerste zin.", "An", line=3), Cue(2000, 3000, "Tweede zin.", line=6)]


# --- Files ----------------------------------------------------------------------------------------


def test_file_is_read(tmp_path):
    file = tmp_path / "gesprek.vtt"
    file.write_text(f"\ufeffWEBVTT\n\n{ONE}\n<v Anné>Één zin.\n", encoding="utf-8")

    assert captions.read(file) == [Cue(1000, 2000, "Één zin.", "Anné")]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", None),
        (b" \r\n\n", "empty", None),
        (b"WEBVTT\n", "no-cues", None),
        (b"WEBVTT\n\nNOTE\nniets\n", "no-cues", None),
        (f"WEBVTT\n\n{ONE}\n".encode(), "no-cues", None),
        (b"1\n00:00:01,000 --> 00:00:02,000\nA\n", "header", 1),
        (b"\0\1\2\xff\xfe", "encoding", 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "encoding", 1),
        (b"\0" * 5000, "header", 1),
        (f"WEBVTT\n\n{ONE}\nEén".encode("latin-1"), "encoding", 4),
        (f"WEBVTT\n\n{ONE}\nEen".encode("utf-16"), "encoding", 1),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\nA", "timing", 3),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nA", "order", 3),
        (b"WEBVTT\n\n00:02.000 --> 100:00:00.000\nA", "range", 3),
        (f"WEBVTT\n\n{ONE}\nA\n\nB".encode(), "text", 6),
        (f"WEBVTT\n\n{ONE}\nA <v B".encode(), "tag", 4),
        (f"WEBVTT\n\n{ONE}\n<v {'A' * 201}>B".encode(), "long-name", 3),
        (b"WEBVTT\n\n" + b"onzin\n" * 190_000, "text", 3),
        (b"onzin\n" * 190_000, "header", 1),
        (b"WEBVTT\n" + b"\n" * 200_000, "too-long", None),
        (b"WEBVTT\r" + b"\r" * 200_000, "too-long", None),
        (b"WEBVTT\n\n" + f"{ONE}\nA\n\n".encode() * 20_001, "too-many", None),
        (f"WEBVTT\n\n{ONE}\nA\n\n{ONE}\n{'woord ' * 1667}".encode(), "length", 6),
        (f"WEBVTT\n\n{ONE}\n{'A' * 4_900_000}".encode(), "length", 3),
        (f"WEBVTT\n\n{ONE}\n".encode() + b"a\n" * 10_001, "length", 3),
        (f"WEBVTT\n\nbegin\n{ONE}\n".encode() + b"a\n" * 10_001, "length", 4),
        (f"WEBVTT\n\n00:01 --> 00:02\n{'A' * 20_000}".encode(), "timing", 3),
        (f"WEBVTT\r\n\r{ONE}\r\nA\n\nB".encode(), "text", 6),
        (f"WEBVTT\r\r{ONE}\rE".encode() + b"\xe9n", "encoding", 4),
        (b"WEBVTT\n\n \n \nA", "text", 3),
        (f"WEBVTT\n\n{ONE}\n{'<v An>A' * 2000}".encode(), "length", 3),
        (b"WEBVTT\n" + b"\n" * 5_000_000, "too-large", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(data, code, line):
    with pytest.raises(SourceError) as refused:
        captions.cues_of(data)

    assert (refused.value.code, refused.value.line) == (code, line)
    assert 10 < len(str(refused.value)) < 300
    assert line is None or code == "header" or str(line) in str(refused.value)


def test_text_of_the_longest_passage_is_read_whatever_its_letters():
    text = "💥" * captions.LONGEST_PASSAGE

    cues = captions.cues_of(f"WEBVTT\n\n{ONE}\n{text}\n\n{ONE}\nA".encode())

    assert [cue.text for cue in cues] == [text, "A"]
    with pytest.raises(SourceError):
        captions.cues_of(f"WEBVTT\n\n{ONE}\n{text}💥".encode())


def test_long_notes_are_passed_over():
    note = f"NOTE x\n{'x' * 20_000}\n" + "x\n" * 20_000

    cues = captions.cues_of(f"WEBVTT\n\n{note}\nNOTE {'é' * 50_000}\n\n{ONE}\nA".encode())

    assert [(cue.text, cue.line) for cue in cues] == [("A", 20_008)]


@pytest.mark.parametrize(
    "content",
    [b"a\n" * 90_000, b"a" * 2_000_000, "💥".encode() * 500_000],
    ids=["lines", "one line", "wide letters"],
)
def test_text_that_is_too_long_is_no_more_in_memory_than_shows_that(content):
    data = f"WEBVTT\n\n{ONE}\n".encode() + content
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
            captions.cues_of(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 3_000_000


@pytest.mark.parametrize("name", ["weg.vtt", ".", "a\0b"])
def test_file_that_is_not_there_is_refused(tmp_path, name):
    with pytest.raises(SourceError) as refused:
        captions.read(f"{tmp_path}/{name}")

    assert refused.value.code == "unreadable"


def test_letters_that_no_text_has_are_replaced():
    cues = captions.cues_of(f"WEBVTT\n\n{ONE}\nA\0B\x07C".encode())

    assert cues[0].text == "A\ufffdB\ufffdC"


# --- As programs and people write them --------------------------------------------------------

FILES = Path(__file__).parent / "captions"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("unknown_tags", ["ja <lacht> dat klopt", "a < b en c > d"]),
        ("line_breaks", ["eerste alinea\ntweede alinea"]),
        ("separator_space", ["hoi", "dag"]),
        ("separator_tab", ["hoi", "dag"]),
        ("rolling", ["wij gaan", "naar huis", "en slapen"]),
        ("no_length", ["hoi", "dag"]),
        ("no_voice", ["hoi", "dag"]),
    ],
)
def test_file_as_it_is_found_is_read(name, texts):
    assert [cue.text for cue in captions.read(FILES / f"{name}.vtt")] == texts


def test_end_before_the_start_is_refused_as_what_it_is():
    with pytest.raises(SourceError) as refused:
        captions.read(FILES / "ends_before.vtt")

    assert refused.value.line == 3
    assert "eindigt voordat het is begonnen" in str(refused.value)


def test_time_that_looks_right_is_not_quoted_but_its_odd_sign_is_named():
    with pytest.raises(SourceError) as refused:
        captions.cues_of("WEBVTT\n\n00\uff1a01.000 --> 00:02.000\nA".encode())

    assert (refused.value.code, refused.value.line) == ("timing", 3)
    assert "U+FF1A" in str(refused.value)
    assert "-->" not in str(refused.value)


def test_sign_is_no_speaker():
    assert [cue.voice for cue in captions.read(FILES / "no_voice.vtt")] == ["", "An"]


def found(*cues: str) -> list[Cue]:
    """The cues of a file of "seconds seconds text", a line end in it as |."""
    blocks = []
    for cue in cues:
        start, end, text = cue.split(" ", 2)
        times = f"00:{float(start):06.3f} --> 00:{float(end):06.3f}"
        blocks.append(f"{times}\n{text.replace('|', chr(10))}")
    return captions.cues_of("\n\n".join(["WEBVTT", *blocks]).encode())


@pytest.mark.parametrize(
    ("cues", "spans"),
    [
        (["1 1 a", "3 5 b"], [(1000, 3000), (3000, 5000)]),
        (["1 1 a", "3 0 b"], [(1000, 3000), (3000, None)]),
        (["1 2 a", "3 3 b"], [(1000, 2000), (3000, None)]),
        (["1 1 a", "1 1 b", "4 5 c"], [(1000, 4000), (1000, 4000), (4000, 5000)]),
        (["1 1 <v An>a</v><v Bo>b</v>", "4 5 c"], [(1000, 4000), (1000, 4000), (4000, 5000)]),
        (["5 5 a", "1 2 b"], [(5000, None), (1000, 2000)]),
        (["0 0 a", "1 2 b"], [(0, 1000), (1000, 2000)]),
    ],
)
def test_cue_without_length_lasts_until_the_next_begins(cues, spans):
    assert [(cue.start_ms, cue.end_ms) for cue in found(*cues)] == spans


@pytest.mark.parametrize(
    ("cues", "texts"),
    [
        (["1 2 wij gaan", "2 3 wij gaan|naar huis"], ["wij gaan", "naar huis"]),
        (
            ["1 2 a", "2 3 a|b", "3 4 a|b|c", "4 5 b|c|d", "5 6 c|d|e"],
            ["a", "b", "c", "d", "e"],
        ),
        # As YouTube writes them: each line by itself for a moment, then with the next below it.
        (
            [
                "1 2 wij gaan",
                "2 2.01 wij gaan",
                "2.01 3 wij gaan|naar",
                "3 3.01 naar",
                "3.01 4 naar|huis",
            ],
            ["wij gaan", "naar", "huis"],
        ),
        # Word by word.
        (
            ["1 2 wij", "2 3 wij gaan", "3 4 wij gaan naar", "4 5 wij gaan naar|huis"],
            ["wij", "gaan", "naar", "huis"],
        ),
        (
            ["1 2 <v An>wij gaan", "2 3 <v An>wij gaan|naar huis", "3 4 <v An>naar huis|en slapen"],
            ["wij gaan", "naar huis", "en slapen"],
        ),
        # Said twice, or too far apart to be on one screen.
        (["1 2 ja", "2 3 ja", "3 4 nee"], ["ja", "ja", "nee"]),
        (["1 2 wij gaan", "9 10 wij gaan|naar huis"], ["wij gaan", "wij gaan\nnaar huis"]),
        (["1 2 ja", "2 3 ja maar", "3 4 dat kan niet"], ["ja", "ja maar", "dat kan niet"]),
        (["1 2 <v An>ja", "2 3 <v Bo>ja|nee"], ["ja", "ja\nnee"]),
    ],
)
def test_line_that_rolls_is_read_once(cues, texts):
    assert [cue.text for cue in found(*cues)] == texts


def test_screens_of_thousands_of_lines_are_compared_in_no_time():
    assert len(found(*[f"{n} {n + 1} {'a|' * 900}" for n in range(50)])) == 50


def test_report_tells_what_was_mended():
    cues = captions.read(FILES / "no_length.vtt")
    rolling = captions.read(FILES / "rolling.vtt")
    doubtful = found("1 2 ja", "2 3 ja maar", "3 4 dat kan niet")

    told = [
        str(captions.load_captions(each, transcript=Transcript(interview=InterviewFactory())))
        for each in (cues, rolling, doubtful)
    ]

    assert [text.splitlines()[-1] for text in told] == [
        "Zonder lengte, en daarom tot waar de volgende begint (als die er is): regel 3.",
        "2 regels die de ondertiteling herhaalt, zijn weggelaten.",
        "De tekst begint met die van de vorige, en is zo gelaten: regel 6.",
    ]


def test_passage_may_have_no_end():
    report = captions.load_captions(
        found("1 2 a", "3 0 b"), transcript=Transcript(interview=InterviewFactory())
    )

    assert list(Passage.objects.values_list("end_ms", flat=True)) == [2000, None]
    assert "0:03" in str(report)


# --- Into the catalogue ---------------------------------------------------------------------------


def test_cues_become_passages_in_their_order():
    captions.load_captions(CUES, transcript=Transcript(interview=InterviewFactory()))

    assert list(
        Passage.objects.values_list("order", "start_ms", "end_ms", "speaker_name", "text")
    ) == [(1, 1000, 2000, "An", "Eerste zin."), (2, 2000, 3000, "", "Tweede zin.")]
    assert not Transcript.objects.get().is_checked


def test_voice_with_the_name_of_one_participant_is_that_participant():
    interview = InterviewFactory()
    one = ParticipationFactory(interview=interview, person__name="Anné de Verzonnene")
    ParticipationFactory(interview=interview, person__name="Bo Voorbeeld")
    ParticipationFactory(interview=interview, person__name="Bo Voorbeeld")
    ParticipationFactory(person__name="Cor Elders")
    voices = ["ANNE DE VERZONNENE", "Bo Voorbeeld", "Cor Elders", "Anné", ""]
    cues = [Cue(n, n + 1, "Zin.", voice) for n, voice in enumerate(voices)]

    report = captions.load_captions(cues, transcript=Transcript(interview=interview))

    assert list(Passage.objects.values_list("speaker", "speaker_name")) == [
        (one.pk, "ANNE DE VERZONNENE"),
        (None, "Bo Voorbeeld"),
        (None, "Cor Elders"),
        (None, "Anné"),
        (None, ""),
    ]
    assert report.participants == {"Anné de Verzonnene": 1}
    assert report.strangers == {"Bo Voorbeeld": 1, "Cor Elders": 1, "Anné": 1}
    assert "Anné de Verzonnene (1)" in str(report)
    assert "Bo Voorbeeld (1), Cor Elders (1), Anné (1)" in str(report)


def test_report_tells_of_times_past_the_end_of_the_recording():
    recording = RecordingFactory(duration_ms=2500)
    transcript = Transcript(interview=recording.interview, recording=recording)

    report = captions.load_captions(CUES, transcript=transcript)

    assert report.past_the_end == 6
    assert " 6 " in str(report).splitlines()[-1]


def test_passages_that_are_there_are_not_replaced_unasked():
    passage = PassageFactory()

    with pytest.raises(SourceError) as refused:
        captions.load_captions(
            CUES, transcript=Transcript(interview=passage.transcript.interview, is_checked=True)
        )

    assert refused.value.code == "exists"
    assert Passage.objects.get() == passage
    assert not Transcript.objects.get().is_checked


def test_passages_are_replaced_when_asked():
    old, other = PassageFactory(), PassageFactory()
    again = Transcript(interview=old.transcript.interview, is_checked=True)

    report = captions.load_captions(CUES, transcript=again, replace=True)

    assert report.replaced == 1
    assert set(Passage.objects.values_list("text", flat=True)) == {
        "Eerste zin.",
        "Tweede zin.",
        other.text,
    }
    old.transcript.refresh_from_db()
    assert old.transcript.is_checked
    assert Transcript.objects.count() == 2


def test_transcript_without_passages_is_filled():
    transcript = TranscriptFactory()

    captions.load_captions(CUES, transcript=Transcript(interview=transcript.interview))

    assert transcript.passages.count() == 2


@pytest.mark.parametrize("replace", [False, True])
def test_dry_run_reports_the_same_and_writes_nothing(replace):
    passage = PassageFactory() if replace else None
    interview = passage.transcript.interview if replace else InterviewFactory()
    before = list(Passage.objects.values()), list(Transcript.objects.values())

    def load(**options):
        return captions.load_captions(
            CUES, transcript=Transcript(interview=interview), replace=replace, **options
        )

    rehearsed = load(dry_run=True)

    assert (list(Passage.objects.values()), list(Transcript.objects.values())) == before
    assert str(load()) == str(rehearsed)


def test_transcript_that_is_not_right_is_refused():
    with pytest.raises(ValidationError):
        captions.load_captions(
            CUES, transcript=Transcript(interview=InterviewFactory(), language="Nederlands")
        )

    assert not Transcript.objects.exists()


def test_replacing_that_fails_leaves_what_was_there():
    passage = PassageFactory()

    def listener(sender, is_deleted, **kwargs):
        if sender is Passage and not is_deleted:
            raise RuntimeError("the index could not be written")

    changed.connect(listener)
    try:
        with pytest.raises(RuntimeError):
            captions.load_captions(
                CUES, transcript=Transcript(interview=passage.transcript.interview), replace=True
            )
    finally:
        changed.disconnect(listener)

    assert Passage.objects.get() == passage


def test_long_transcript_takes_few_queries(django_assert_max_num_queries):
    cues = [Cue(n * 1000, n * 1000 + 1, f"Zin {n}.", "An") for n in range(1500)]
    interview = InterviewFactory()

    with django_assert_max_num_queries(200):
        captions.load_captions(cues, transcript=Transcript(interview=interview))
        captions.load_captions(cues, transcript=Transcript(interview=interview), replace=True)

    assert Passage.objects.count() == 1500
