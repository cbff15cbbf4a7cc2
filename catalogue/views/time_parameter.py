"""The moment that an address asks for: `?t=<from>[,<to>]`, in seconds."""

from catalogue.fields import timecode_message
from catalogue.values import timecode
from catalogue.values.text import readable
from catalogue.values.timecode import TimecodeError


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
