import shutil
from pathlib import Path

import pytest

from advisor.models.search import Passage
from advisor.retrieval.cache import IndexCache
from advisor.retrieval.chroma import ChromaStore
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.retriever import Filters, HybridRetriever
from advisor.settings import Settings

ASKS = {"guidance/approvals": ["签字太多了怎么办"], "guidance/toolkits": []}


def passage(source: str, title: str, text: str) -> Passage:
    return Passage(source_id=source, kind="guidance", lang="zh", title=title, section="要点", text=text)


PASSAGES = [
    passage("guidance/approvals", "简化审批", "把五个签字减到两个。"),
    passage("guidance/toolkits", "工具包", "给面试官题库和评分表。"),
]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder(Settings().model_dir)


def retriever(cache: IndexCache, version: str = "1") -> HybridRetriever:
    return HybridRetriever([cache.collection("shared", version, PASSAGES, ASKS)])


def first(cache: IndexCache, version: str = "1") -> str:
    return retriever(cache, version).search("签字太多", 1).hits[0].source_id


def test_an_ask_leads_to_its_item(embedder: StaticEmbedder) -> None:
    hit = retriever(IndexCache(None, embedder)).search("签字太多了怎么办", 1).hits[0]
    assert (hit.source_id, hit.title) == ("guidance/approvals", "简化审批")
    assert 0.0 <= hit.score <= 1.0


def test_an_index_is_opened_again_without_being_built(tmp_path: Path, embedder: StaticEmbedder) -> None:
    first(IndexCache(tmp_path, embedder))
    (ready,) = tmp_path.glob("shared/*/ready.json")
    before = ready.stat().st_mtime_ns
    assert first(IndexCache(tmp_path, embedder)) == "guidance/approvals"
    assert ready.stat().st_mtime_ns == before


def test_a_new_version_replaces_the_old_index(tmp_path: Path, embedder: StaticEmbedder) -> None:
    first(IndexCache(tmp_path, embedder))
    assert first(IndexCache(tmp_path, embedder), "2") == "guidance/approvals"
    assert len(list((tmp_path / "shared").iterdir())) == 1


@pytest.mark.parametrize("broken", ["ready.json", "vectors.npy", "lexical/meta.json"])
def test_a_corrupted_index_is_built_again(tmp_path: Path, embedder: StaticEmbedder, broken: str) -> None:
    first(IndexCache(tmp_path, embedder))
    next(tmp_path.glob(f"shared/*/{broken}")).write_text("spoilt", encoding="utf-8")
    cache = IndexCache(tmp_path, embedder)
    assert first(cache) == "guidance/approvals"
    assert cache.notes == ["index_rebuilt"]


def test_a_deleted_index_is_built_again(tmp_path: Path, embedder: StaticEmbedder) -> None:
    first(IndexCache(tmp_path, embedder))
    shutil.rmtree(tmp_path / "shared")
    assert first(IndexCache(tmp_path, embedder)) == "guidance/approvals"


def test_where_the_disk_cannot_be_written_the_index_lives_in_memory(tmp_path: Path, embedder: StaticEmbedder) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    cache = IndexCache(blocked, embedder)
    assert first(cache) == "guidance/approvals"
    assert cache.notes == ["index_in_memory"]


def test_a_held_store_answers_like_the_exact_search(tmp_path: Path, embedder: StaticEmbedder) -> None:
    store = ChromaStore(tmp_path / "chroma")
    held = retriever(IndexCache(tmp_path / "a", embedder, store)).search("面试题库", 2)
    exact = retriever(IndexCache(None, embedder)).search("面试题库", 2)
    store.close()
    assert [hit.source_id for hit in held.hits] == [hit.source_id for hit in exact.hits]


def test_filters_leave_out_what_does_not_fit(embedder: StaticEmbedder) -> None:
    search = retriever(IndexCache(None, embedder))
    assert search.search("签字太多", 5, Filters(kinds=("faq",))).hits == ()
    assert [h.source_id for h in search.search("签字太多", 5, Filters(prefixes=("guidance/t",))).hits] == [
        "guidance/toolkits"
    ]
