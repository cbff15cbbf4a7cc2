"""People: who speak, interview, or are mentioned."""

from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField
from catalogue.models.address import Slugged
from catalogue.models.base import VisibleQuerySet, page_mark
from catalogue.models.keys import Sorted
from catalogue.values.text import name_key, sort_key


class PersonQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)

    def mentioned(self, at: datetime | None = None):
        """People whom a published fragment mentions: names to filter by, not people with a page."""
        fragments = apps.get_model("catalogue.Fragment").objects.published(at)
        return self.filter(Exists(fragments.filter(people_mentioned=OuterRef("pk"))))

    def with_page_mark(self):
        """With `has_page`: whether the public sees a page of this person."""
        return self.annotate(has_page=page_mark(self.model))


class Person(Slugged, Sorted):
    """Somebody who speaks, interviews or is mentioned.

    Who speaks or interviews in something public has a page. Who is only mentioned is a name
    without one, until a chief editor opens it.
    """

    slug_from = "name"
    empty_slug = "persoon"
    address_view = "person-detail"
    written_by_save = frozenset({"name", "sort_name", "slug"})
    prepared = frozenset({"sort_key"})

    name = LineField(_("name"), max_length=200)
    sort_name = LineField(
        _("sorts as"),
        max_length=200,
        blank=True,
        help_text=_("Family name first: “Hoeven, Maria van der”. Empty: the last word first."),
    )
    biography = models.TextField(
        _("short biography"),
        blank=True,
        help_text=_("A few sentences, from a source you can name."),
    )
    portrait = models.ImageField(_("portrait"), upload_to="portraits/", blank=True)
    portrait_alt = LineField(_("description of the portrait"), max_length=200, blank=True)
    portrait_credit = LineField(_("credit"), max_length=200, blank=True)
    wikidata = LineField("Wikidata", max_length=20, blank=True, help_text=_("For example Q12345."))
    parlement_com = LineField(
        "Parlement.com", max_length=100, blank=True, help_text=_("The last part of the address.")
    )
    page_opened = models.BooleanField(
        _("page opened"),
        default=False,
        help_text=_("Gives a page to somebody who is only mentioned. For chief editors."),
    )

    objects = PersonQuerySet.as_manager()

    class Meta(Slugged.Meta):
        ordering = ["sort_key", "slug"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=~Q(wikidata=""),
                name="person_wikidata_unique",
                violation_error_message=_("Another person has this Wikidata identifier."),
            ),
            models.CheckConstraint(
                condition=Q(portrait="") | ~Q(portrait_alt=""),
                name="person_portrait_is_described",
                violation_error_message=_("Describe the portrait for those who cannot see it."),
            ),
        ]

    def __str__(self):
        return self.name

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.sort_name or name_key(self.name))

    @classmethod
    def public_q(cls, at, prefix="", *, states):
        taking_part = participations().shown(at, states=states)
        return opened(prefix) | Exists(taking_part.filter(person=OuterRef(f"{prefix}pk")))

    @classmethod
    def once_public_q(cls, at, prefix=""):
        taking_part = participations().has_been_public(at)
        return opened(prefix) | Exists(taking_part.filter(person=OuterRef(f"{prefix}pk")))

    def is_public_at(self, at, *, states):
        return type(self).objects.shown(at, states=states).filter(pk=self.pk).exists()


def participations():
    """Participations, which are of people and come after them."""
    return apps.get_model("catalogue.Participation").objects


def opened(prefix: str) -> Q:
    return Q(**{f"{prefix}page_opened": True})
