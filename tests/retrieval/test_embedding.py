from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from advisor.errors import NotReady
from advisor.retrieval.embedding import Embedder, SentenceTransformerEmbedder, StaticEmbedder
from advisor.settings import Settings

MODEL = Settings().model_dir
TEXTS = ["研发总监一周没看简历", "The plant gives everybody a good rating", "ＯＫＲ 太多了"]


@pytest.fixture(scope="module")
def static() -> Embedder:
    return StaticEmbedder(MODEL)


def similarity(embedder: Embedder, one: str, other: str) -> float:
    a, b = embedder.encode_query([one, other])
    return float(a @ b)


def test_vectors_have_length_one(static: Embedder) -> None:
    assert np.linalg.norm(static.encode_document(TEXTS), axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_a_text_without_known_tokens_gives_a_zero_row(static: Embedder) -> None:
    assert not static.encode_document([""]).any()


def test_the_same_matter_lies_nearer_than_another(static: Embedder) -> None:
    asked, same, other = "面试反馈拖着不给", "面完了一直没回音", "年会去哪里聚餐"
    assert similarity(static, asked, same) > similarity(static, asked, other)


def test_the_bundled_model_is_small_enough_to_ship() -> None:
    embedder_files = ("model.safetensors", "tokenizer.json", "modules.json", "config_sentence_transformers.json")
    assert sum((MODEL / name).stat().st_size for name in embedder_files) <= 8_000_000


@pytest.mark.filterwarnings("ignore")
def test_sentence_transformers_reads_the_bundled_folder_and_agrees(static: Embedder) -> None:
    library: Embedder = SentenceTransformerEmbedder(str(MODEL))
    folded: Sequence[str] = ["研发总监一周没看简历", "the plant gives everybody a good rating"]
    assert np.allclose(library.encode_document(folded), static.encode_document(folded), atol=1e-4)


def test_a_model_that_cannot_be_had_is_told_by_name(tmp_path: Path) -> None:
    # A folder, since a hub's name would be looked for in a network that may not be there.
    missing = str(tmp_path / "no-such-model")
    with pytest.raises(NotReady) as raised:
        SentenceTransformerEmbedder(missing).encode_query(["x"])
    assert raised.value.params["model"] == missing
