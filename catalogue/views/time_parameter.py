"""The moment that an address asks for: `?t=<from>[,<to>]`, in seconds."""

from dataclasses import replace

from catalogue.fields import timecode_message
from catalogue.models import Fragment
from catalogue.values import timecode
from catalogue.values.text import readable
from catalogue.values.timecode import TimecodeError
from catalogue.views.prefetch import playback_of


def requested_moment(request) -> tuple[int | None, int | None, str]:
    """Start and end in milliseconds (None where not asked for) and a sentence about a bad value.

    A bad value gives 0, as a player would.
    """
    text = request.GET.get("t")
    if text is None:
        return None, None, ""
    try:
        start_ms, end_ms = timecode.parse_span(readable(text))
    except TimecodeError as error:
        return 0, None, timecode_message(error)
    return start_ms, end_ms, ""


def moment_of(request, fragment: Fragment) -> dict:
    """What the player stands ready for: the fragment, or the moment that the address asks for."""
    moment_ms, until_ms, problem = requested_moment(request)
    playback = playback_of(fragment, at_ms=moment_ms)
    if playback and until_ms is not None:
        playback = replace(playback, stop_ms=until_ms, stop_is_stated=True)
    return {"playback": playback, "moment_ms": moment_ms, "moment_problem": problem}
