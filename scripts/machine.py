"""What this machine has and says: a browser, a database server, variables of the environment."""

import os
import shutil
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What config/settings.py reads. The demonstration and the tests do without: whoever starts them may
# have another site in mind, and its database.
SITE_SETTINGS = (
    *("DATABASE_URL", "MEDIA_ROOT", "MEDIA_ACCEL", "KEPT_UPLOADS_BYTES", "SITE_URL"),
    *("DJANGO_SECRET_KEY", "DJANGO_DEBUG", "DJANGO_DEMO", "DJANGO_ALLOWED_HOSTS"),
    *("CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXIES", "CONTACT_EMAIL", "MATOMO_URL", "MATOMO_SITE_ID"),
    *("DJANGO_SETTINGS_MODULE", "LOGIN_LOG", "HSTS_PRELOAD", "DISK_RESERVE_MB", "UPLOADING_MB"),
    "GAP_MINUTES",
)
NO_CHROMIUM = "no Chromium (apt install chromium, or name one: CHROMIUM=/path/to/it)"
NO_FIREFOX = "no Firefox (apt install firefox-esr, or name one: FIREFOX=/path/to/it)"
NO_WEBKIT = (
    "no WebKitGTK (apt install webkit2gtk-driver xvfb gstreamer1.0-libav gstreamer1.0-plugins-good "
    "gstreamer1.0-plugins-bad)"
)
NO_POSTGRESQL = (
    "no PostgreSQL (apt install postgresql, or name a server: DATABASE_URL=postgres://…)"
)
NO_NGINX = "no nginx (apt install nginx-light)"


def nginx() -> str | None:
    """Path of the server in front; Debian keeps it where only administrators look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def chromium() -> str | None:
    """Path of the browser: the one that CHROMIUM names, else the system's."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def firefox() -> str | None:
    """Path of the browser: the one that FIREFOX names, else the system's."""
    if named := os.environ.get("FIREFOX"):
        return shutil.which(named)
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit() -> tuple[str, str] | None:
    """Paths of WebKitGTK's driver and browser, where all is there to see and hear with it."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), None)
    decoder = next(Path("/usr/lib").glob("*/gstreamer-1.0/libgstlibav.so"), None)
    return (driver, str(browser)) if driver and screen and browser and decoder else None


def postgresql() -> Path | None:
    """Directory of the newest PostgreSQL server's programs; Debian keeps it off the PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def environment_without(*names: str) -> dict[str, str]:
    """The environment of this process, less the variables that are named."""
    return {name: value for name, value in os.environ.items() if name not in names}


def skips_are_failures() -> bool:
    """Whether whatever this machine lacks makes the tests fail, as on the build server."""
    return any(os.environ.get(name, "").lower() in ("1", "true") for name in ("CI", "NO_SKIPS"))
