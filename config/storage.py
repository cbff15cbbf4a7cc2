"""Hashed, compressed static files, of which a page needs few."""

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config import bundles

BUNDLES = {"catalogue/css/main.css": bundles.sheet, "catalogue/js/site.js": bundles.script}
"""What goes out in one piece with all that it imports, by name."""


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the addresses inside `import … from` too, so that a module that is in no bundle is
    cached for ever."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        made = InMemoryStorage()
        for name, bundle in BUNDLES.items():
            if name in paths:
                made.save(name, ContentFile(bundle(read, name).encode()))
                paths[name] = (made, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)
