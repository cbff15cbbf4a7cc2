"""Whether the files of the recordings are what the catalogue says they are, and pictures shown."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from catalogue.media import derived, pictures, trash, uploads
from catalogue.media.files import DRAFT_SUFFIX
from catalogue.media.images import PictureError, measured
from catalogue.media.probe import ProbeError, length_of, probe
from catalogue.models import MediaFile, Person, Recording, Theme
from catalogue.values import timecode
from catalogue.values.choices import Source

# Sound and pictures seldom end at the same moment, and an editor writes down whole seconds.
DURATION_TOLERANCE_MS = 1000

# A file stands on the disk before its record does: one that is younger is being uploaded.
SETTLED_AFTER_SECONDS = 3600

_FACTS = ("mime_type", "codecs", "width", "height", "size", "sha256")


def uploaded_files() -> QuerySet[MediaFile]:
    return MediaFile.objects.filter(source=Source.UPLOADED).select_related("recording__interview")


def file_problems(media_file: MediaFile, *, quick: bool = False) -> Iterator[str]:
    """What is wrong with an uploaded file, a sentence each; ``quick`` looks at its size only."""
    if not media_file.file.storage.exists(str(media_file.file.name)):
        yield "the file is missing"
    elif media_file.size is None or not media_file.sha256:
        yield "its size and SHA-256 were never written down: run check_media --fill"
    elif media_file.file.size != media_file.size:
        yield f"has {media_file.file.size} bytes instead of {media_file.size}"
    elif not quick:
        yield from _content_problems(media_file)


def _content_problems(media_file: MediaFile) -> Iterator[str]:
    try:
        facts = probe(media_file.file)
    except ProbeError as error:
        yield str(error)
        return
    if facts.sha256 != media_file.sha256:
        yield "its content has changed: the SHA-256 is another"
    stated_ms = media_file.recording.duration_ms
    if stated_ms is None:
        yield "the length of its recording was never written down: run check_media --fill"
    elif abs(facts.duration_ms - stated_ms) > DURATION_TOLERANCE_MS:
        yield (
            f"lasts {timecode.format(facts.duration_ms)}, "
            f"while its recording is said to last {timecode.format(stated_ms)}"
        )


def files_without_record() -> Iterator[tuple[str, int]]:
    """The names in the storage, and the sizes in bytes, of files that no record has: of an upload
    that came to nothing, or put there by hand. The trash is left out, what is kept until its form
    is saved, and what was made from a file of a record."""
    root = Path(default_storage.path(""))
    named, latest = trash.names(), time.time() - SETTLED_AFTER_SECONDS
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = [each for each in folders if each not in (trash.FOLDER, uploads.FOLDER)]
        folders[:] = sorted(
            each for each in folders if not _is_made_from(root, Path(folder, each), named)
        )
        for file in sorted(files):
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if name in named or file.startswith(".") or file.endswith(DRAFT_SUFFIX):
                continue
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue  # gone meanwhile
            if stat.st_mtime < latest:
                yield name, stat.st_size


def _is_made_from(root: Path, folder: Path, named: set[str]) -> bool:
    return derived.original_of(folder.relative_to(root).as_posix()) in named


def length_remarks(recording: Recording) -> Iterator[tuple[MediaFile, int]]:
    """The originals of a recording that last longer or shorter than it is said to, and how long."""
    if recording.duration_ms is None:
        return
    for media_file in recording.files.filter(source=Source.UPLOADED, is_original=True):
        try:
            length_ms = length_of(media_file.file)
        except (ProbeError, OSError):
            continue  # for check_media to say
        if abs(length_ms - recording.duration_ms) > DURATION_TOLERANCE_MS:
            yield media_file, length_ms


def original_kinds(recording: Recording) -> dict[str, MediaFile]:
    """By kind, "video" or "audio", the last original of the recording that is of this kind."""
    originals = recording.files.filter(is_original=True).order_by("pk")
    return {one.kind: one for one in originals if one.kind}


def fill(media_file: MediaFile) -> bool:
    """Write down what nobody has yet of a file's facts; whether there was anything to fill.

    What stands there stays: that it differs from the file is for ``file_problems`` to say. Raises
    ProbeError, FileNotFoundError.
    """
    recording = media_file.recording
    if media_file.sha256 and None not in (media_file.size, recording.duration_ms):
        return False
    facts = probe(media_file.file)
    with transaction.atomic():
        for record, names in ((media_file, _FACTS), (recording, ("duration_ms",))):
            empty = [name for name in names if getattr(record, name) in (None, "")]
            for name in empty:
                setattr(record, name, getattr(facts, name))
            if empty:
                record.save(update_fields=empty)
    return True


def stored_pictures() -> Iterator[FieldFile]:
    """The portraits of people and the images of themes."""
    for model, field in ((Person, "portrait"), (Theme, "image")):
        for record in model.objects.exclude(**{field: ""}).order_by("pk").iterator():
            yield getattr(record, field)


def picture_problems(
    picture: FieldFile, *, quick: bool = False, fill: bool = False
) -> Iterator[str]:
    """Why a stored picture is not shown, a sentence each; ``quick`` looks at its head, and at what
    was found out before. With ``fill`` it is first made in all widths, so that no visitor waits for
    it."""
    try:
        name = pictures.name_of(picture)
        if fill and not pictures.is_made(name):
            with picture.open("rb") as file:
                pictures.keep(name, pictures.make(file))
        elif pictures.is_made(name):
            return
        elif reason := pictures.broken(picture):
            yield f"the picture is not shown: {reason}"
        else:
            with picture.open("rb") as file:
                measured(file) if quick else pictures.make(file)
    except FileNotFoundError:
        yield "the picture is missing"
    except PictureError as error:
        yield f"the picture is not shown: {error}"
    except pictures.BusyError:
        yield "another picture is being made at this moment: run check_media again"
