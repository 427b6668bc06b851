"""What the rankings find and what was learned, as one order."""

from collections.abc import Mapping

import pytest

from advisor.models.search import Passage
from advisor.retrieval.cache import IndexCache
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.retriever import Filters, HybridRetriever
from advisor.settings import Settings

ASK = "夜班班车停了，排班怎么跟车间重新谈"
OWN, LIKELY, PLAY = "faq/own_night_bus", "faq/likely", "play/night_bus"


def passage(source: str, title: str, text: str) -> Passage:
    return Passage(source_id=source, kind="faq", lang="zh", title=title, section="要点", text=text)


PASSAGES = [
    passage(OWN, "夜班班车停了怎么办", "夜班班车停运，和车间重新谈排班。"),
    passage(PLAY, "夜班班车", "夜班班车停运时，和车间一起重排。"),
    passage(LIKELY, "评分表迟交", "面试官的评分表迟交，先代录。"),
]


def retriever(learned: Mapping[str, float]) -> HybridRetriever:
    embedder = StaticEmbedder(Settings().model_dir)
    collection = IndexCache(None, embedder).collection("shared", "1", PASSAGES, {})
    return HybridRetriever([collection], lambda _: learned)


def found(learned: Mapping[str, float]) -> list[str]:
    hits = retriever(learned).search(ASK, 3).hits
    assert all(0.0 <= hit.score <= 1.0 for hit in hits)
    return [hit.source_id for hit in hits]


@pytest.mark.parametrize(("share", "order"), [(0.9, [LIKELY, OWN]), (0.02, [OWN, LIKELY])])
def test_a_companys_own_item_stands_behind_what_is_likely_and_before_what_is_not(
    share: float, order: list[str]
) -> None:
    assert [source for source in found({LIKELY: share}) if source != PLAY] == order


def test_what_is_of_another_kind_than_anything_learned_does_not_crowd_out_what_is() -> None:
    assert found({LIKELY: 0.2})[0] in (LIKELY, OWN)
    assert found({LIKELY: 0.2})[-1] == PLAY


def test_without_an_estimate_the_rankings_decide_alone() -> None:
    assert found({})[-1] == LIKELY


@pytest.mark.parametrize("filters", [Filters(), Filters(prefixes=("faq/",)), Filters(prefixes=("guidance/",))])
def test_who_needs_no_passages_gets_the_same_sources_in_the_same_order(filters: Filters) -> None:
    look = retriever({LIKELY: 0.9}).look(ASK)
    hits, ranked = look.hits(3, filters), look.ranked(3, filters)
    assert [hit.source_id for hit in hits] == [source for source, _ in ranked]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in ranked], abs=1e-4)
    assert all(source.startswith(filters.prefixes or "") for source, _ in ranked)
