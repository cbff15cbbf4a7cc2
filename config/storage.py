"""Hashed, compressed static files whose JavaScript modules may import one another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the addresses inside `import … from` too, so that modules are cached for ever."""

    support_js_module_import_aggregation = True
