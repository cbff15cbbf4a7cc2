"""The rows of the search: derived, never edited, and made again by `manage.py reindex`.

An application of their own, so that fixtures of the catalogue are without them.
"""

from catalogue.search.models.document import Document, IndexedWord, NameWord
from catalogue.search.models.index import IndexBlock, IndexChange, IndexState

__all__ = ["Document", "IndexBlock", "IndexChange", "IndexState", "IndexedWord", "NameWord"]
