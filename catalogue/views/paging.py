"""The page of a list that an address asks for: `?pagina=<number>`."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DEEPEST_PAGE = 1000


class BoundedPaginator(Paginator):
    """Pages up to DEEPEST_PAGE: nobody reads on so far, and each costs as much as all before it."""

    @cached_property
    def num_pages(self):
        return min(super().num_pages, DEEPEST_PAGE)


def read_page(paginator: Paginator, number: str | None):
    """The page asked for, and what was wrong with the number: the nearest page is given instead."""
    number = number or "1"
    try:
        return paginator.page(number[:9]), []
    except PageNotAnInteger:
        return paginator.page(1), [(_("Page"), _("This is not a page number: here is page 1."))]
    except EmptyPage:
        last = paginator.num_pages
        sentence = ngettext("There is %(last)s page.", "There are %(last)s pages.", last)
        beyond = not number.startswith("-") and number.strip("0")
        return paginator.page(last if beyond else 1), [
            (_("Page"), sentence % {"last": intcomma(last)})
        ]
