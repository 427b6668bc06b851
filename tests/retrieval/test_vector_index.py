"""One contract for every vector index."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from advisor.retrieval.chroma import ChromaHeld, ChromaStore
from advisor.retrieval.embedding import Vectors, unit
from advisor.retrieval.vectors import ExactVectors, VectorIndex


@pytest.fixture(params=["exact", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "exact":
        yield ExactVectors()
        return
    store = ChromaStore(tmp_path / "chroma")
    yield store.collection("contract")
    store.close()


def vectors(*rows: list[float]) -> Vectors:
    return unit(np.asarray(rows, dtype=np.float32))


def test_the_nearest_comes_first_with_a_score_of_one_for_itself(index: VectorIndex) -> None:
    index.add(["a", "b", "c"], vectors([1, 0], [0, 1], [1, 1]))
    found = index.query(vectors([1, 0])[0], 3)
    assert [entry for entry, _ in found] == ["a", "c", "b"]
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert all(0.0 <= score <= 1.0 for _, score in found)


def test_an_opposite_vector_counts_as_unrelated(index: VectorIndex) -> None:
    index.add(["a"], vectors([-1, 0]))
    assert index.query(vectors([1, 0])[0], 1) == [("a", 0.0)]


def test_a_deleted_vector_is_not_found(index: VectorIndex) -> None:
    index.add(["a", "b"], vectors([1, 0], [0, 1]))
    index.delete(["a", "unknown"])
    assert [entry for entry, _ in index.query(vectors([1, 0])[0], 5)] == ["b"]
    assert index.count() == 1


def test_adding_an_id_again_replaces_it(index: VectorIndex) -> None:
    index.add(["a", "b"], vectors([1, 0], [0, 1]))
    index.add(["a"], vectors([0, 1]))
    assert index.count() == 2
    assert index.query(vectors([1, 0])[0], 1)[0][1] == pytest.approx(0.0, abs=1e-5)


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert index.query(vectors([1, 0])[0], 3) == []
    assert index.count() == 0


def test_a_store_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    first = ChromaStore(tmp_path)
    with pytest.raises(ChromaHeld):
        ChromaStore(tmp_path)
    first.close()
    ChromaStore(tmp_path).close()


def test_a_store_that_was_not_closed_is_not_believed(tmp_path: Path) -> None:
    store = ChromaStore(tmp_path)
    store.collection("passages").add(["a"], vectors([1, 0]))
    store.close()
    (tmp_path / "open").touch()
    again = ChromaStore(tmp_path)
    assert again.collection("passages").count() == 0
    again.close()
