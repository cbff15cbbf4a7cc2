"""Smallest valid objects, one file per model. What matters to a test is written in the test.

Records are drafts, as the models have it; `published=True` publishes one and its parents:
`FragmentFactory(published=True)`. A parent that the test brings itself is left as it is.
"""

from tests.factories.address import FormerAddressFactory
from tests.factories.background import BackgroundSourceFactory
from tests.factories.fragment import FragmentFactory
from tests.factories.interview import InterviewFactory
from tests.factories.media_file import MediaFileFactory
from tests.factories.organisation import OrganisationFactory
from tests.factories.participation import ParticipationFactory
from tests.factories.passage import PassageFactory
from tests.factories.person import PersonFactory
from tests.factories.placement import PlacementFactory
from tests.factories.position import PositionFactory
from tests.factories.recording import RecordingFactory
from tests.factories.series import SeriesFactory
from tests.factories.stated_date import StatedDateFactory
from tests.factories.theme import ThemeFactory
from tests.factories.transcript import TranscriptFactory
from tests.factories.user import ChiefEditorFactory, EditorFactory, UserFactory

__all__ = [
    "BackgroundSourceFactory",
    "ChiefEditorFactory",
    "EditorFactory",
    "FormerAddressFactory",
    "FragmentFactory",
    "InterviewFactory",
    "MediaFileFactory",
    "OrganisationFactory",
    "ParticipationFactory",
    "PassageFactory",
    "PersonFactory",
    "PlacementFactory",
    "PositionFactory",
    "RecordingFactory",
    "SeriesFactory",
    "StatedDateFactory",
    "ThemeFactory",
    "TranscriptFactory",
    "UserFactory",
]
