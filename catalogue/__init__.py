"""The catalogue of interview fragments: models, pages, the editors' desk, importers, search."""

__version__ = "0.3.0.dev0"  # on its way to the next version: see CHANGELOG.md
