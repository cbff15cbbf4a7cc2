"""The moment that an address asks for: `?t=<from>[,<to>]`, in seconds."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.fields import moment_message
from catalogue.media.playback import Playback
from catalogue.models import Fragment
from catalogue.values import timecode
from catalogue.values.text import readable
from catalogue.values.timecode import TimecodeError
from catalogue.views.prefetch import playback_of


class Moment(NamedTuple):
    """Start and end in milliseconds, None where not asked for, and a sentence about a bad value."""

    start_ms: int | None = None
    until_ms: int | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        """As addresses of the site say it, in seconds; empty for a bad value and for none."""
        asked = [] if self.problem else [self.start_ms, self.until_ms]
        return ",".join(timecode.seconds(ms) for ms in asked if ms is not None)


def requested_moment(request) -> Moment:
    """A bad value gives 0, as a player would."""
    text = request.GET.get("t")
    if text is None:
        return Moment()
    try:
        return Moment(*timecode.parse_span(readable(text)))
    except TimecodeError as error:
        return Moment(0, problem=moment_message(error))


def moment_of(request, fragment: Fragment) -> dict:
    """What the player stands ready for: the fragment, or the moment that the address asks for."""
    moment = requested_moment(request)
    playback = playback_of(fragment, at_ms=moment.start_ms, until_ms=moment.until_ms)
    return moment_context(moment, playback)


def moment_context(moment: Moment, playback: Playback | None) -> dict:
    """What templates know of the moment; a problem too where it lies past the end."""
    return {
        "playback": playback,
        "moment_ms": moment.start_ms,
        "moment_text": moment.text,
        "moment_problem": moment.problem or past_the_end(playback),
    }


def past_the_end(playback: Playback | None) -> str:
    """The sentence about a start that the recording does not have; empty where it has it."""
    if playback is None or playback.beyond_ms is None:
        return ""
    return _("The recording ends at {end}. There is nothing to play from {time}.").format(
        end=timecode.format(playback.start_ms), time=timecode.format(playback.beyond_ms)
    )
