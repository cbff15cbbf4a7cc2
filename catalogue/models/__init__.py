"""The nouns of the catalogue, one file each."""

from catalogue.models.address import FormerAddress
from catalogue.models.background import BackgroundSource
from catalogue.models.fragment import Fragment
from catalogue.models.interview import Interview, Participation, StatedDate
from catalogue.models.organisation import Organisation
from catalogue.models.passage import Passage
from catalogue.models.person import Person
from catalogue.models.placement import Placement
from catalogue.models.position import Position
from catalogue.models.recording import MediaFile, Recording
from catalogue.models.series import Series
from catalogue.models.theme import Theme
from catalogue.models.transcript import Transcript

__all__ = [
    "BackgroundSource",
    "FormerAddress",
    "Fragment",
    "Interview",
    "MediaFile",
    "Organisation",
    "Participation",
    "Passage",
    "Person",
    "Placement",
    "Position",
    "Recording",
    "Series",
    "StatedDate",
    "Theme",
    "Transcript",
]
