"""Files: recordings and pictures, only for those who may see what they belong to."""

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from catalogue.context_processors import site
from catalogue.media import cover, images, pictures, waveform
from catalogue.media.files import made_once
from catalogue.media.room import is_full
from catalogue.media.stream import file_response
from catalogue.models import MediaFile, Person, Theme
from catalogue.models.base import is_editor
from catalogue.values.choices import Source
from catalogue.views.previews import preview_for
from catalogue.views.visibility import visible_or_gone

SIZE = re.compile(r"(?P<name>omslag|portret|beeld)-(?P<width>[0-9]{3,4})\.(?P<ending>png|webp)")
RETRY_AFTER_S = 5
ENDINGS = {"omslag": "png", "portret": "webp", "beeld": "webp"}


@require_safe
def recording_file(request, pid: str, name: str):
    """The bytes of a recording's file."""
    media_file = visible_or_gone(
        MediaFile.objects.select_related("recording__interview"),
        request.user,
        recording__pid=pid,
        name=name,
        source=Source.UPLOADED,
    )
    try:
        return file_response(
            request,
            media_file.file,
            name=media_file.name,
            content_type=media_file.mime_type or "application/octet-stream",
            etag=media_file.sha256 or None,
            private=not media_file.is_public,
        )
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def recording_waveform(request, pid: str, name: str, rate: int):
    """The waveform of a recording's file, of so many stretches a second: for editors alone."""
    if not is_editor(request.user) or rate not in waveform.RATES:
        raise Http404
    media_file = visible_or_gone(
        MediaFile.objects.all(),
        request.user,
        recording__pid=pid,
        name=name,
        source=Source.UPLOADED,
    )
    path = waveform.path(media_file, rate)
    try:
        return file_response(
            request,
            path,
            name=path.name,
            content_type="application/octet-stream",
            etag=path.name,
            private=True,
        )
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def picture(request, key: str, name: str):
    """A picture in one of the sizes that pages use: a cover, a portrait, a theme's image. It is
    public when what it shows is."""
    size = SIZE.fullmatch(name)
    if size is None or size["ending"] != ENDINGS[size["name"]]:
        raise Http404
    kind, _dash, slug = key.partition("-")
    if size["name"] == "omslag":
        return cover_response(request, key, int(size["width"]))
    models = {"persoon": (Person, "portrait", "portret"), "thema": (Theme, "image", "beeld")}
    if kind not in models or models[kind][2] != size["name"]:
        raise Http404
    model, field, _name = models[kind]
    record = visible_or_gone(model.objects.all(), request.user, slug=slug)
    return image_response(request, record, getattr(record, field), int(size["width"]))


def cover_response(request, key: str, width: int):
    """The cover of an interview; in the size of a preview, with its title, what is shared."""
    if width not in (*cover.WIDTHS, cover.SOCIAL_SIZE[0]):
        raise Http404
    shown = preview_for(request.user, key, site_name=site(request)["site"]["name"])
    drawn: dict[str, Any] = {"width": width, "height": cover.height_for(width), "title": ""}
    if width == cover.SOCIAL_SIZE[0]:
        drawn |= {"height": cover.SOCIAL_SIZE[1], "title": shown.title}
    key = cover.cover_key(shown.tape, **drawn)
    path = made_once(pictures.folder() / f"{key}.png", lambda: cover.cover(shown.tape, **drawn))
    return file_response(
        request,
        path,
        name=f"{shown.name}-{width}.png",
        content_type=cover.MIME_TYPE,
        etag=key,
        private=not shown.is_public,
    )


def image_response(request, record, image, width: int):
    if not image or width not in images.WIDTHS:
        raise Http404
    try:
        path = pictures.stored(image, width)
    except (FileNotFoundError, images.PictureError) as error:
        raise Http404 from error
    except pictures.BusyError:
        return in_a_moment()
    except OSError as error:
        if not is_full(error):
            raise
        return in_a_moment()
    return file_response(
        request,
        path,
        name=f"{record.slug}-{width}.webp",
        content_type=images.MIME_TYPE,
        etag=pictures.key_of(image.name, width),
        private=not record.is_public,
    )


def in_a_moment():
    """For a picture of before widths were made at the upload, while another is being made."""
    headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
    response = HttpResponse(status=503, headers=headers, content_type="text/plain")
    response._has_been_logged = True  # an answer, not a fault: Django logs every other 503
    return response
