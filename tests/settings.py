"""The site's settings as the tests want them, whatever the environment of who runs them says."""

import os

from scripts.machine import SITE_SETTINGS

for name in {*SITE_SETTINGS} - {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}:
    os.environ.pop(name, None)
os.environ |= {
    "DJANGO_SECRET_KEY": "for the tests only; it signs nothing that leaves this process",
    "DJANGO_ALLOWED_HOSTS": "testserver",
    "SITE_URL": "http://testserver",
    "CONTACT_EMAIL": "redactie@example.org",
    "LOGIN_LOG": os.devnull,
}

from config.settings import *  # noqa: E402, F403 - reads the environment that was set above
from config.settings import INSTALLED_APPS, STORAGES  # noqa: E402 - by name, for what changes them

# Names with a hash need collectstatic first; the tests read the sources.
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# pytest-django knows the application by Django's name for it, and its live server would otherwise
# give what `make demo` once collected.
INSTALLED_APPS[INSTALLED_APPS.index("config.apps.StaticFiles")] = "django.contrib.staticfiles"

# The test client and the live server speak plain HTTP.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False

# What the tests upload is prepared where they ask for it.
MEDIA_PREPARES_ITSELF = False

# Logging in is not what the tests are about: a fast hash will do.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
