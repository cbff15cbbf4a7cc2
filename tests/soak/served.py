"""Settings of the site that the soak of the server asks: those of the tests, with files apart."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403 - all of them

ALLOWED_HOSTS = ["127.0.0.1"]
FILES = Path(os.environ["SOAK_FILES"])
MEDIA_ROOT, PICTURE_CACHE = FILES / "media", FILES / "pictures"
UPLOAD_CLAIMS = FILES / "uploads"
WHITENOISE_USE_FINDERS = True  # nothing was collected
MEDIA_ACCEL = os.environ["SOAK_ACCEL"]
