"""How this site sets up the applications of others."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Collects what pages use. Of htmx that is one file; the comments of another name a file that
    is not shipped, which the storage would look for in vain."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "django_htmx/ht*-4.*",
    ]
