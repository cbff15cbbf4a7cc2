"""Whether the static files need collecting: a fingerprint of what they are made from and by."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def sources() -> list[tuple[str, Path]]:
    """Every source file: its name in addresses and where it is."""
    return sorted(
        (name, Path(storage.path(name)))
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def fingerprint(files: list[tuple[str, Path]]) -> str:
    """What the collected files depend on: the sources, the settings, and who processes them."""
    digest = hashlib.sha256(f"{version('django')} {version('whitenoise')}".encode())
    settings_files = sorted((settings.BASE_DIR / "config").glob("*.py"))
    for name, path in [*files, *((path.name, path) for path in settings_files)]:
        status = path.stat()
        digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp() -> Path:
    """Where the fingerprint is kept: beside the folder, which is public."""
    root = Path(settings.STATIC_ROOT)
    return root.with_name(f"{root.name}.fingerprint")


def are_collected(current: str) -> bool:
    try:
        return stamp().read_text() == current and Path(settings.STATIC_ROOT).is_dir()
    except OSError:
        return False
