"""The lexical index: BM25 over terms we cut ourselves, in tantivy. The only file that knows tantivy.

It is a cache: made from entries, thrown away when it does not answer.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from advisor.retrieval.tokens import terms

_HEAP_BYTES = 64_000_000
# A long account has hundreds of terms; the rarest carry the meaning and the rest only cost time.
_MAX_QUERY_TERMS = 96


class LexicalBroken(Exception):
    """The index cannot be opened or does not answer."""


class LexicalIndex:
    """Entries by id, found by their terms. `folder=None` keeps it in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
        schema = builder.build()
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema, path=str(folder) if folder else None)
        except (ValueError, OSError) as error:
            raise LexicalBroken(str(error)) from error
        self._index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )

    def add(self, entries: Iterable[tuple[str, str]]) -> None:
        """Index (id, text) pairs; an id that is already there is replaced."""
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        fresh = self._index.searcher().num_docs == 0
        for entry_id, text in entries:
            if not fresh:
                writer.delete_documents_by_term("id", entry_id)
            writer.add_document(tantivy.Document(id=entry_id, terms=" ".join(terms(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def delete(self, ids: Sequence[str]) -> None:
        """Forget the entries with these ids; unknown ids are ignored."""
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for entry_id in ids:
            writer.delete_documents_by_term("id", entry_id)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        """Up to `k` ids with their BM25 score, best first. Raises LexicalBroken when the index does not answer."""
        wanted = list(dict.fromkeys(terms(text)))[:_MAX_QUERY_TERMS]
        if not wanted:
            return []
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "terms", term)) for term in wanted
        ]
        try:
            searcher = self._index.searcher()
            found = searcher.search(tantivy.Query.boolean_query(clauses), k).hits
            return [(searcher.doc(address)["id"][0], float(score)) for score, address in found]
        except (ValueError, OSError) as error:
            raise LexicalBroken(str(error)) from error

    def count(self) -> int:
        """How many entries are indexed."""
        return int(self._index.searcher().num_docs)
