"""The waveform: what is heard in each tenth and hundredth of a second, exactly."""

import io
import resource
from fractions import Fraction

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.media import waveform
from catalogue.media.probe import ProbeError
from catalogue.media.waveform import COARSE, FINE, LOUDEST, Sound, coarser, heard
from tests.factories import MediaFileFactory
from tests.media.sounds import FULL, RATE, level, sound_file, wav, words_and_pauses

TWO_HOURS_S = 2 * 3600


def byte_of(sample: int, full: int = FULL + 1) -> int:
    return int(np.sign(sample) * np.rint(np.sqrt(abs(sample) / full) * LOUDEST))


def stretches(content: bytes) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in heard(ContentFile(content)).stretches.tolist()]


def test_silence_is_nothing_and_a_tone_is_as_loud_as_it_is():
    content = words_and_pauses((0.5, 0), (0.5, 0.36), (0.5, 1), (0.25, 0))

    softer, whole = byte_of(round(0.36 * FULL)), byte_of(FULL)
    assert stretches(content) == (
        50 * [(0, 0)] + 50 * [(-softer, softer)] + 50 * [(-whole, whole)] + 25 * [(0, 0)]
    )
    assert (softer, whole) == (76, 127)


def test_lowest_and_highest_are_of_all_channels():
    left, right = np.zeros(RATE), np.zeros(RATE)
    left[:80], right[80:160] = -FULL * 0.36, FULL / 16

    assert stretches(wav(np.stack((left, right))))[:3] == [(-76, 0), (0, 32), (0, 0)]


def test_coarse_is_the_fine_joined_by_ten():
    fine = heard(ContentFile(words_and_pauses((0.1, 0), (0.05, 0.5), (0.1, 0)))).stretches

    half = byte_of(round(0.5 * FULL))
    assert coarser(fine).tolist() == [[0, 0], [-half, half], [0, 0]]


@settings(max_examples=30, deadline=None)
@given(
    samples=st.lists(st.integers(-FULL - 1, FULL), min_size=1, max_size=2000),
    rate=st.sampled_from([8000, 11025, 22050]),
    at_once=st.sampled_from([0.001, 0.01, 10]),
)
def test_each_stretch_is_that_of_its_own_samples(samples, rate, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waveform, "_AT_ONCE_S", at_once)
        found = stretches(wav(np.array(samples), rate=rate))

    expected: dict[int, list[int]] = {}
    for number, sample in enumerate(samples):
        expected.setdefault(number * FINE // rate, []).append(sample)
    assert found == [(byte_of(min(own)), byte_of(max(own))) for own in expected.values()]


@pytest.mark.parametrize(
    ("codec", "kind"), [("pcm_u8", "u8"), ("pcm_s32le", "s32"), ("pcm_f32le", "flt")]
)
def test_samples_of_every_kind_are_read(codec, kind):
    target = io.BytesIO()
    with av.open(target, "w", format="wav") as container:
        track = container.add_stream(codec, rate=RATE, layout="mono")
        wave = level(1, 0.36).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
        frame.sample_rate = RATE
        for ready in av.AudioResampler(format=kind, layout="mono", rate=RATE).resample(frame):
            container.mux(track.encode(ready))
        container.mux(track.encode(None))

    found = set(stretches(target.getvalue()))
    assert len(found) == 1
    assert all(abs(abs(edge) - 76) <= 1 for pair in found for edge in pair)


def frame_at(begin: int, loudness: float, *, samples: int = 80, rate: int = RATE) -> av.AudioFrame:
    wave = level(samples / rate, loudness, rate=rate).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    frame.sample_rate, frame.pts = rate, begin
    frame.time_base = Fraction(1, rate)
    return frame


def test_gap_is_silence_and_what_is_said_to_come_long_after_the_end_is_left_out():
    sound = Sound(most=10)
    sound.add(frame_at(0, 1))
    sound.add(frame_at(400, 0.36))
    sound.add(frame_at(2**40, 1))
    sound.finish()

    assert sound.stretches[:, 1].tolist() == [127, 0, 0, 0, 0, 76]


def test_what_comes_before_the_beginning_is_left_out():
    sound = Sound(most=10)
    sound.add(frame_at(-40, 1))
    sound.add(frame_at(40, 0.36))
    sound.finish()

    assert sound.stretches[:, 1].tolist() == [127, 76]


def test_sound_that_changes_its_rate_goes_on_where_it_was():
    sound = Sound(most=100)
    sound.add(frame_at(0, 1))
    sound.add(frame_at(160, 0.36, samples=160, rate=16_000))
    sound.finish()

    assert sound.stretches[:, 1].tolist() == [127, 76]


def test_film_without_sound_has_an_empty_waveform(tmp_path):
    path = tmp_path / "stil.mp4"
    with av.open(str(path), "w") as container:
        track = container.add_stream("libx264", rate=1)
        track.width, track.height, track.pix_fmt = 64, 36, "yuv420p"
        frame = av.VideoFrame(64, 36, "yuv420p")
        frame.pts = 0
        container.mux(track.encode(frame))
        container.mux(track.encode(None))

    assert stretches(path.read_bytes()) == []
    assert len(coarser(np.zeros((0, 2), np.int8))) == 0


def test_file_that_is_no_recording_is_refused():
    with pytest.raises(ProbeError):
        heard(ContentFile(b"#EXTM3U\nhttp://127.0.0.1/elders.mp4\n"))


def test_damaged_file_gives_what_can_be_read_and_says_so(tmp_path):
    path = tmp_path / "stuk.mp3"
    with av.open(str(path), "w", format="mp3") as container:
        track = container.add_stream("libmp3lame", rate=48_000, layout="mono")
        tone = FULL / 2 * np.sin(np.arange(5 * 48_000) * 2 * np.pi * 440 / 48_000)
        frame = av.AudioFrame.from_ndarray(tone.astype(np.int16).reshape(1, -1), "s16p", "mono")
        frame.sample_rate = 48_000
        for ready in av.AudioResampler("s16p", "mono", 48_000, frame_size=1152).resample(frame):
            container.mux(track.encode(ready))
        container.mux(track.encode(None))
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 2000] = bytes(2000)

    sound = heard(ContentFile(bytes(whole)))

    assert sound.broken > 0
    assert sound.stretches[100, 1] > 50
    assert sound.seconds > 4


@pytest.mark.django_db
def test_both_files_are_written_and_are_small(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = words_and_pauses((30, 0.5), (30, 0))
    media_file = MediaFileFactory(file=sound_file(content), sha256="a" * 64)
    told = []

    assert waveform.make(media_file, told.append) == []

    sizes = {rate: waveform.path(media_file, rate).stat().st_size for rate in waveform.RATES}
    assert sizes == {FINE: 60 * FINE * 2, COARSE: 60 * COARSE * 2}
    assert sizes[FINE] / 60 * TWO_HOURS_S < 1_500_000
    assert sizes[COARSE] / 60 * TWO_HOURS_S < 150_000
    assert waveform.is_made(media_file)


def test_two_hours_take_little_memory_and_stay_below_their_size():
    """A recording is heard piece by piece: of the 900 MB of samples, some are there at a time."""
    second = level(1, 0.5, rate=48_000).astype(np.int16).reshape(1, -1)
    sound = Sound(most=TWO_HOURS_S * FINE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(TWO_HOURS_S):
        frame = av.AudioFrame.from_ndarray(second, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 48_000, Fraction(1, 48_000)
        sound.add(frame)
    sound.finish()
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert len(sound.stretches.tobytes()) == 1_440_000
    assert len(coarser(sound.stretches).tobytes()) == 144_000
    assert grown_kb < 60_000
