"""The editors' side: Django's admin, one module for each noun, and rooms for what they share."""

from catalogue.admin import (
    address,
    background,
    fragment,
    interview,
    media_file,
    organisation,
    person,
    placement,
    position,
    recording,
    rights,
    series,
    stray_file,
    theme,
    transcript,
)

__all__ = [
    "address",
    "background",
    "fragment",
    "interview",
    "media_file",
    "organisation",
    "person",
    "placement",
    "position",
    "recording",
    "rights",
    "series",
    "stray_file",
    "theme",
    "transcript",
]
