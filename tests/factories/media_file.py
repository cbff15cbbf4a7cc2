"""Media files."""

from factory import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import MediaFile
from tests.factories.recording import RecordingFactory


class MediaFileFactory(DjangoModelFactory):
    """An uploaded file by name only: a test that reads bytes brings them, `file=ContentFile(…)`."""

    class Meta:
        model = MediaFile

    class Params:
        published = Trait(recording=SubFactory(RecordingFactory, published=True))

    recording = SubFactory(RecordingFactory)
    name = Sequence("gesprek-{}.mp4".format)
    file = LazyAttribute(lambda media_file: f"recordings/{media_file.name}")
    mime_type = "video/mp4"
