"""Which file of a recording is played, and as what, where it has files of both kinds."""

import pytest

from catalogue.values.choices import Form
from tests.factories import FragmentFactory, MediaFileFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("form", "types", "played"),
    [
        (Form.VIDEO, ["audio/mpeg", "video/mp4"], ("video/mp4", Form.VIDEO)),
        (Form.PODCAST, ["video/mp4", "audio/mpeg"], ("audio/mpeg", Form.PODCAST)),
        (Form.VIDEO, ["audio/mpeg"], ("audio/mpeg", Form.PODCAST)),
        (Form.PODCAST, ["video/mp4"], ("video/mp4", Form.VIDEO)),
        (Form.VIDEO, [""], ("", Form.VIDEO)),
    ],
)
def test_file_is_played_as_what_it_is(client, form, types, played):
    recording = RecordingFactory(published=True, form=form)
    for number, mime_type in enumerate(types):
        MediaFileFactory(recording=recording, name=f"{number}.bin", mime_type=mime_type)
    fragment = FragmentFactory(published=True, interview=recording.interview)

    response = client.get(fragment.get_absolute_url())

    part = response.context["playback"].part
    assert (part.mime_type, part.form) == played
