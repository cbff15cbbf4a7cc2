"""Settings of the catalogue. The environment is read here, at the top, and nowhere else.

Safe by default: DEBUG is off, and without a secret the start stops with a sentence. `make demo`
sets DJANGO_DEMO=1, which brings a throw-away secret, demonstration recordings and demonstration
users, and answers to loopback names only. See docs/operators.md for every variable.
"""

from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, is_host, is_site
from config.logs import logging_to

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# --- The environment ---------------------------------------------------------------------------

DEMO = env.flag("DJANGO_DEMO")
DEBUG = env.flag("DJANGO_DEBUG")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
DEMO_SECRET = "demo-secret-that-only-loopback-may-see"
SHORTEST_SECRET, FEWEST_SIGNS = 50, 10

SECRET_KEY = env.text("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = LOOPBACK if DEMO else env.words("DJANGO_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL").rstrip("/")
DATABASE_URL = env.text("DATABASE_URL") or f"sqlite:///{quote(str(VAR_DIR / 'db.sqlite3'))}"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or VAR_DIR / "media")
MEDIA_ACCEL = env.text("MEDIA_ACCEL")
KEPT_UPLOADS_BYTES = env.number("KEPT_UPLOADS_BYTES", 10_000_000_000)
DISK_RESERVE_BYTES = env.number("DISK_RESERVE_MB", 500) * 1_000_000
UPLOADING_BYTES = env.number("UPLOADING_MB", 8_000) * 1_000_000
GAP_MS = env.number("GAP_MINUTES", 10, empty=0) * 60_000
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES")
CONTACT_EMAIL = env.text("CONTACT_EMAIL") or "redactie@example.org"
MATOMO_URL = env.text("MATOMO_URL").rstrip("/")
MATOMO_SITE_ID = env.text("MATOMO_SITE_ID")
LOGIN_LOG = env.text("LOGIN_LOG") or str(VAR_DIR / "logins.log")
HSTS_PRELOAD = env.flag("HSTS_PRELOAD")

if DEMO or DEBUG:
    SECRET_KEY = SECRET_KEY or DEMO_SECRET
elif SECRET_KEY in ("", DEMO_SECRET):
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is not set (or is the demonstration's). Set it to a long random text, "
        "for example the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'. "
        "To look around first, run `make demo`."
    )
elif len(SECRET_KEY) < SHORTEST_SECRET or len(set(SECRET_KEY)) < FEWEST_SIGNS:
    what = f"has {len(SECRET_KEY)} characters"
    if len(SECRET_KEY) >= SHORTEST_SECRET:
        what = f"is {len(SECRET_KEY)} characters of which only {len(set(SECRET_KEY))} differ"
    raise ImproperlyConfigured(
        f"DJANGO_SECRET_KEY {what} and can be guessed: it takes at least {SHORTEST_SECRET}, all "
        "random: the output of python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
    )
if DEBUG and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = LOOPBACK
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS is not set, and the site would refuse every request. Set it to the "
        "name of its host: catalogus.example.nl."
    )
for host in ALLOWED_HOSTS:
    if not is_host(host):
        raise ImproperlyConfigured(
            f"DJANGO_ALLOWED_HOSTS has {host!r}, which is no host name: a site that answers to any "
            "name can be made to print addresses of others. Name each host, without a port, "
            "separated by commas: catalogus.example.nl,www.oud.example.nl."
        )
if bool(MATOMO_URL) != bool(MATOMO_SITE_ID):
    raise ImproperlyConfigured("MATOMO_URL and MATOMO_SITE_ID go together: set both or neither.")
if SITE_URL and not is_site(SITE_URL):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: set it to https://your.site.example.")
if MEDIA_ACCEL and not (MEDIA_ACCEL[0] == MEDIA_ACCEL[-1] == "/" and len(MEDIA_ACCEL) > 2):
    raise ImproperlyConfigured(
        f"MEDIA_ACCEL is {MEDIA_ACCEL!r}: set it to the internal location of the server in front, "
        "with a slash before and after: /afgeleverd/."
    )

# --- The application ---------------------------------------------------------------------------

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "catalogue",
    "catalogue.search",
    "catalogue.logins",
    "catalogue.upkeep",
    "django_filters",
    "django_htmx",
    "csp",
    "catalogue.admin_site.EditorialAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "config.apps.StaticFiles",
]

MIDDLEWARE = [
    "catalogue.middleware.answers.HeadersMiddleware",
    "catalogue.middleware.compression.CompressionMiddleware",
    "catalogue.middleware.addresses.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "catalogue.middleware.answers.FullDiskMiddleware",
    "catalogue.middleware.answers.SessionEndsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "catalogue.middleware.bodies.BodyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "catalogue.middleware.addresses.FormerAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "catalogue.context_processors.site",
            ],
        },
    },
]

FORM_RENDERER = "catalogue.admin.boxes.quick.Renderer"

# What is the same on every page is drawn once; while somebody works on it, each time.
PIECES = "dummy.DummyCache" if DEBUG else "locmem.LocMemCache"
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "template_fragments": {"BACKEND": f"django.core.cache.backends.{PIECES}", "LOCATION": "pieces"},
}
# What was drawn, until something changes: catalogue/views/drawn.py and kept.py. How many, in each
# process: rows take 14 MB where interviews have a hundred fragments, facets of a list 50 KB, a page
# with its compressed copy 10 to 90 KB. Of a full cache, what was asked for longest ago makes room.
DRAWN = {"drawn_rows": 2000, "drawn_said": 2000, "drawn_facets": 50, "kept_pages": 300}
CACHES |= {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": most},
    }
    for name, most in DRAWN.items()
}

# What was drawn before a start may be of other templates or words: this stands in the ETag of every
# page. The workers of one server share it.
STARTED = token_hex(8)

# --- Data --------------------------------------------------------------------------------------

try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
    if not DATABASES["default"]["ENGINE"].endswith((".sqlite3", ".postgresql")):
        raise ValueError
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read: set it to sqlite:////path/to/file or "
        "postgres://user:password@host/name, with signs such as @ and / in a password written as "
        "%40 and %2F."
    ) from error
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    folder = Path(DATABASES["default"]["NAME"]).parent
    if env.text("DATABASE_URL") and not folder.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL names the folder {folder}, which is not there.")
    # WAL lets readers go on while an editor saves; IMMEDIATE takes the write lock at the start
    # of a transaction, where waiting for it (timeout) helps, and not halfway, where it cannot.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Compiling a query pays for long reports; here it costs each page more than it ever gains.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

# Uploads are served by checked views only (views/files.py). Nothing answers at MEDIA_URL; it may
# not be an address in use, for Django's test server serves every file below it.
MEDIA_URL = "/not-served/"
FILE_UPLOAD_HANDLERS = ["catalogue.media.uploads.OnDisk"]
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
PICTURE_CACHE = VAR_DIR / "pictures"
UPLOAD_CLAIMS = VAR_DIR / "uploads"  # how much is on its way: see catalogue/media/room.py
STORAGES = {
    "default": {"BACKEND": "catalogue.media.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # every address has a hash; half the work, half the disk
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
MEDIA_PREPARES_ITSELF = True  # makes waveforms of what is uploaded, in a process of its own
SEARCH_FOLDS_ITSELF = True  # takes changes into the index in a process of its own, when many

# --- People ------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["catalogue.access.backends.EditorBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # also who came with an address of another site

# A session that nobody uses ends after the first number of seconds, any after the second; what
# moves the first is in catalogue/logins/sessions.py, and visitors have none.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_LONGEST_AGE = 12 * 3600

# Who gives a wrong password so often, within so many seconds, waits: at one name from one address;
# and from one address at any name, but for names that came in there before.
LOGIN_FAILURES = 5
LOGIN_FAILURES_OF_ADDRESS = 50
LOGIN_WINDOW = 15 * 60

# --- Language: Dutch, whatever the browser asks --------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- Security: docs/operators.md explains, standards.md section 18 is the source ------------------

HTTPS = not (DEMO or DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS and HSTS_PRELOAD
SILENCED_SYSTEM_CHECKS = [] if HSTS_PRELOAD else ["security.W021"]  # a choice, of the operator
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "catalogue.admin_site.csrf_failure"
# What a visitor may send, what an editor may type in a form, and the files beside it: see
# catalogue/middleware/bodies.py. A form may be an interview with hundreds of inline fragments. What
# was typed, up to 2 MB, goes along in a form to log in: encoded, that is more.
PUBLIC_BODY_BYTES = 16_000
STRANGER_BODY_BYTES = 64_000  # at an address of the admin: parsed, it may take forty times as much
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

_matomo = [f"{urlsplit(MATOMO_URL).scheme}://{urlsplit(MATOMO_URL).netloc}"] if MATOMO_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, *_matomo],
        "connect-src": [SELF, *_matomo],
        "img-src": [SELF, *_matomo],
        "media-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What a page may do with the machine of who reads it. A page in another's frame (/insluiten/) may
# do no more than that site lets it: (self) is this site, wherever it is shown.
PERMISSIONS_POLICY = {
    **dict.fromkeys(("autoplay", "fullscreen", "picture-in-picture", "clipboard-write"), "(self)"),
    **dict.fromkeys(("accelerometer", "camera", "display-capture", "geolocation"), "()"),
    **dict.fromkeys(("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb"), "()"),
}

LOGGING = logging_to(LOGIN_LOG)
