"""Recordings whose sound is known, sample by sample."""

import io

import av
import numpy as np
from django.core.files.base import ContentFile

RATE = 8000
FULL = 32767  # of sixteen bits


def wav(samples: np.ndarray, *, rate: int = RATE, codec: str = "pcm_s16le") -> bytes:
    """A WAV of these samples: sixteen bits, a row for each channel."""
    samples = np.atleast_2d(samples).astype(np.int16)
    target = io.BytesIO()
    with av.open(target, "w", format="wav") as container:
        layout = {1: "mono", 2: "stereo"}[len(samples)]
        track = container.add_stream(codec, rate=rate, layout=layout)
        for begin in range(0, samples.shape[1], 4096):
            piece = np.ascontiguousarray(samples[:, begin : begin + 4096].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout=layout)
            frame.sample_rate = rate
            frame.pts = begin
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return target.getvalue()


def level(seconds: float, loudness: float, *, rate: int = RATE) -> np.ndarray:
    """A square tone of this loudness, of 1, that goes up and down with every sample."""
    samples = np.full(round(seconds * rate), round(loudness * FULL))
    samples[1::2] *= -1
    return samples


def words_and_pauses(*spans: tuple[float, float]) -> bytes:
    """A WAV of stretches, each with its seconds and its loudness."""
    return wav(np.concatenate([level(*span) for span in spans]))


def sound_file(content: bytes, name: str = "gesprek.wav") -> ContentFile:
    return ContentFile(content, name=name)
