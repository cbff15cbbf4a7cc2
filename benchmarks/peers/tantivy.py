"""tantivy, a search library in Rust, in this process."""

import json
import shutil
import sys
import time
from pathlib import Path

from benchmarks.flat import Flat
from benchmarks.peers.base import FACETS, TOP, Absent, Engine, Found, without_own
from benchmarks.queries import PAGE_SIZE, TITLE, Query

VERSION = 1
HEAP = 300_000_000
TOKENIZER = "spaces"


def library(packages: Path):
    """The module tantivy, from a directory of packages that are no part of the product."""
    sys.path.append(str(packages))
    try:
        import tantivy  # only here, when it is asked for
    except ImportError:
        raise Absent("tantivy is not installed") from None
    finally:
        sys.path.remove(str(packages))
    return tantivy


class Tantivy(Engine):
    name = "tantivy"

    def __init__(self, packages: Path, directory: Path, flat: Flat, checksum: str):
        self.tantivy = library(packages)
        self.flat = flat
        fields = self.tantivy.SchemaBuilder()
        for name in ("place", "title_rank", "year", *FACETS):
            fields.add_unsigned_field(name, indexed=name in ("year", *FACETS), fast=True)
        fields.add_text_field("text", tokenizer_name=TOKENIZER)
        self.schema = fields.build()
        self.most = max(flat.broader) + 1
        path, note = directory / "tantivy", directory / f"tantivy-{VERSION}-{checksum}.json"
        if not note.exists():
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            before = time.perf_counter()
            self.fill(self.opened(path))
            note.write_text(json.dumps({"seconds": round(time.perf_counter() - before, 1)}))
        size = sum(file.stat().st_size for file in path.iterdir())
        self.cost = json.loads(note.read_text()) | {"bytes": size}
        self.searcher = self.opened(path).searcher()

    def opened(self, path: Path):
        index = self.tantivy.Index(self.schema, path=str(path))
        words = self.tantivy.TextAnalyzerBuilder(self.tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(TOKENIZER, words)
        return index

    def fill(self, index) -> None:
        writer = index.writer(HEAP, 1)
        titles, years = self.flat.title_ranks.tolist(), self.flat.years.tolist()
        many = {name: getattr(self.flat, name) for name in FACETS}
        for place, text in self.flat.texts():
            document = self.tantivy.Document()
            document.add_unsigned("place", place)
            document.add_unsigned("title_rank", titles[place])
            document.add_unsigned("year", years[place])
            document.add_text("text", text)
            for name, values in many.items():
                for value in values[place]:
                    document.add_unsigned(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, query: Query) -> Found:
        asked = self.query(query)
        order = "title_rank" if query.order == TITLE else "place"
        result = self.searcher.search(
            asked,
            PAGE_SIZE,
            count=True,
            order_by_field=order,
            order=self.tantivy.Order.Asc,
            offset=(query.page - 1) * PAGE_SIZE,
        )
        addresses = [address for _order, address in result.hits]
        places = self.searcher.fast_field_values("place", addresses)
        others = {facet: without_own(query, facet) for facet in FACETS}
        here = [facet for facet, other in others.items() if other is None]
        counted = self.counted(asked, here)
        for facet, other in others.items():
            if other is not None:
                counted |= self.counted(self.query(other), [facet])
        keys = self.flat.keys
        return Found(result.count, [int(keys[place]) for place in places], counted)

    def counted(self, asked, facets: list[str]) -> dict[str, list[tuple[int, int]]]:
        wanted = {
            # Exact over several segments only when each gives all that it has.
            facet: {"terms": {"field": facet, "size": TOP, "segment_size": self.most}}
            for facet in facets
        }
        answer = self.searcher.aggregate(asked, wanted)
        return {
            facet: [(int(row["key"]), row["doc_count"]) for row in answer[facet]["buckets"]]
            for facet in facets
        }

    def query(self, query: Query):
        ask, schema, must = self.tantivy.Query, self.schema, self.tantivy.Occur.Must
        linked = [("themes", key) for key, _slug in query.themes]
        linked += [("organisations", query.organisation[0])] if query.organisation else []
        linked += [("speakers", query.person[0])] if query.person else []
        parts = [ask.term_query(schema, name, key) for name, key in linked]
        if query.years:
            kind = self.tantivy.FieldType.Unsigned
            parts.append(ask.range_query(schema, "year", kind, *query.years))
        if query.is_phrase:
            parts.append(ask.phrase_query(schema, "text", list(query.words)))
        else:
            parts += [ask.term_query(schema, "text", word) for word in query.words]
        if not parts:
            return ask.all_query()
        # Scores are never used, so none are worked out.
        parts = [ask.const_score_query(part, 1.0) for part in parts]
        return ask.boolean_query([(must, part) for part in parts])
