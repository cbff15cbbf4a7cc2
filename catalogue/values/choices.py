"""Enumerations that several models share. The values stand in the database and in addresses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("for review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Form(TextChoices):
    """The forms in which an interview is published; the values of the parameter `vorm`."""

    VIDEO = "video", _("Video")
    PODCAST = "podcast", _("Podcast")


class Part(TextChoices):
    """What a participant does in an interview."""

    INTERVIEWEE = "interviewee", _("interviewee")
    INTERVIEWER = "interviewer", _("interviewer")


class Role(TextChoices):
    """Positions of the people who speak; the values of the parameter `functie`."""

    MINISTER = "minister", _("minister")
    STATE_SECRETARY = "staatssecretaris", _("state secretary")
    SG = "sg", _("secretary-general (SG)")
    DG = "dg", _("director-general (DG)")
    IG = "ig", _("inspector-general (IG)")
    AGENCY_HEAD = "hoofd-uitvoering", _("head of an agency")
    ADVISER = "adviseur", _("political adviser")
    MP = "kamerlid", _("member of parliament")
    OTHER = "anders", _("another position")


class OrganisationKind(TextChoices):
    """Kinds of organisation."""

    MINISTRY = "ministry", _("ministry")
    AGENCY = "agency", _("agency")
    INSPECTORATE = "inspectorate", _("inspectorate")
    PARLIAMENT = "parliament", _("parliament")
    OTHER = "other", _("other organisation")


class Origin(TextChoices):
    """How a fragment came to stand in a theme."""

    PUBLISHED = "published", _("as published")
    PROPOSED = "proposed", _("proposed from the title")
    CONFIRMED = "confirmed", _("confirmed by an editor")
    REJECTED = "rejected", _("rejected by an editor")


class Source(TextChoices):
    """Where the bytes of a media file are."""

    UPLOADED = "uploaded", _("uploaded here")
    ELSEWHERE = "elsewhere", _("a file elsewhere")
    HOSTED = "hosted", _("a hosted video")


class TranscriptKind(TextChoices):
    """How a transcript renders what is said."""

    CAPTIONS = "captions", _("captions")
    VERBATIM = "verbatim", _("verbatim transcript")
    ARTICLE = "article", _("edited article")
