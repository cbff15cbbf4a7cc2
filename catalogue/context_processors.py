"""What every page knows."""

from django.conf import settings
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from catalogue.models.base import is_editor


def site(request) -> dict:
    """The site's name and addresses. `permanent_url` is the page's own address, without a query,
    unless the view gives a better one."""
    base = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
    matomo = {"url": settings.MATOMO_URL, "site_id": settings.MATOMO_SITE_ID}
    return {
        "site": {
            "name": "De top kijkt om",
            "tagline": _(
                "Fragments from conversations with former ministers and top civil servants"
            ),
            "url": base,
            "contact_email": settings.CONTACT_EMAIL,
            "demo": settings.DEMO,
        },
        "permanent_url": base + escape_uri_path(request.path),
        "matomo": matomo if settings.MATOMO_URL else None,
        "is_editor": hasattr(request, "user") and is_editor(request.user),
    }
