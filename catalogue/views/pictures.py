"""Addresses of pictures, and the pictures in the sizes that pages use."""

from dataclasses import dataclass

from django.db.models.fields.files import FieldFile
from django.urls import reverse

from catalogue.media import cover, images
from catalogue.models import Interview, Person, Theme

SHOWN_WIDTH = 640
CATALOGUE = "catalogus"  # the key of the picture of the whole; no pid has these letters


@dataclass(frozen=True)
class Picture:
    """A picture in the sizes that pages use."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str = ""
    credit: str = ""


def cover_of(interview: Interview) -> Picture:
    """The picture drawn from the interview's own tape."""
    src, srcset = addresses(interview.pid, "omslag", "png", cover.WIDTHS)
    return Picture(src, srcset, SHOWN_WIDTH, cover.height_for(SHOWN_WIDTH))


def preview_of(record: Interview | Person | Theme) -> Picture:
    """What is shown where the address of a page about this record is shared: always at the same
    address, and drawn by views.previews. Other pages have that of the catalogue."""
    width, height = cover.SOCIAL_SIZE
    if isinstance(record, Interview):
        key = record.pid
    else:
        key = f"{'thema' if isinstance(record, Theme) else 'persoon'}-{record.slug}"
    src = reverse("catalogue:picture", args=[key, f"omslag-{width}.png"])
    return Picture(src, "", width, height, alt=str(record))


def portrait_of(person: Person) -> Picture | None:
    size = shown_size(person.portrait)
    if size is None:
        return None
    src, srcset = addresses(f"persoon-{person.slug}", "portret", "webp", images.WIDTHS)
    return Picture(src, srcset, *size, person.portrait_alt, person.portrait_credit)


def theme_image_of(theme: Theme) -> Picture | None:
    size = shown_size(theme.image)
    if size is None:
        return None
    src, srcset = addresses(f"thema-{theme.slug}", "beeld", "webp", images.WIDTHS)
    return Picture(src, srcset, *size, theme.image_alt, theme.image_credit)


def shown_size(image: FieldFile) -> tuple[int, int] | None:
    """Width and height of the middle size; None where there is no picture, or none to be read."""
    if not image:
        return None
    try:
        with image.open("rb") as file:
            width, height = images.measured(file)
    except (FileNotFoundError, images.PictureError):
        return None
    shown = min(width, SHOWN_WIDTH)
    return shown, max(1, round(height * shown / width))


def addresses(key: str, name: str, ending: str, widths) -> tuple[str, str]:
    """The address of the middle size, and all sizes as a srcset."""
    sizes = {
        width: reverse("catalogue:picture", args=[key, f"{name}-{width}.{ending}"])
        for width in widths
    }
    return sizes[SHOWN_WIDTH], ", ".join(f"{address} {width}w" for width, address in sizes.items())
