"""Addresses of pictures, and the pictures in the sizes that pages use."""

from dataclasses import dataclass

from django.urls import reverse

from catalogue.media import cover, images
from catalogue.models import Interview, Person, Theme


@dataclass(frozen=True)
class Picture:
    """A picture in the sizes that pages use."""

    src: str
    srcset: str
    width: int | None
    height: int | None
    alt: str = ""
    credit: str = ""


def cover_of(interview: Interview) -> Picture:
    """The picture drawn from the interview's own tape."""
    src, srcset = addresses(interview.pid, "omslag", "png", cover.WIDTHS)
    return Picture(src, srcset, 640, cover.height_for(640))


def portrait_of(person: Person) -> Picture | None:
    if not person.portrait:
        return None
    src, srcset = addresses(f"persoon-{person.slug}", "portret", "webp", images.WIDTHS)
    return Picture(src, srcset, None, None, person.portrait_alt, person.portrait_credit)


def theme_image_of(theme: Theme) -> Picture | None:
    if not theme.image:
        return None
    src, srcset = addresses(f"thema-{theme.slug}", "beeld", "webp", images.WIDTHS)
    return Picture(src, srcset, None, None, theme.image_alt, theme.image_credit)


def addresses(key: str, name: str, ending: str, widths) -> tuple[str, str]:
    """The address of the middle size, and all sizes as a srcset."""
    sizes = {
        width: reverse("catalogue:picture", args=[key, f"{name}-{width}.{ending}"])
        for width in widths
    }
    return sizes[640], ", ".join(f"{address} {width}w" for width, address in sizes.items())
