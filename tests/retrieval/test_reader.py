import json
from math import exp, isclose
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.language.folding import fold
from advisor.retrieval.estimates import READER_FOLDER, Estimator
from advisor.retrieval.network import Network, tokenizer_of
from advisor.retrieval.pretrained import BLOCK_TYPE, unpacked
from advisor.retrieval.reader import MOST_PIECES, Reader
from advisor.retrieval.running import write
from advisor.settings import Settings
from tests.retrieval.start import tiny

FOLDER = Settings().model_dir


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(FOLDER / READER_FOLDER)


@pytest.fixture(scope="session")
def estimator() -> Estimator:
    return Estimator(FOLDER)


class TestReader:
    @settings(max_examples=25, deadline=None)
    @given(st.text(max_size=300))
    def test_gives_probabilities_for_any_text(self, reader: Reader, text: str) -> None:
        for family, scores in reader.scores(text).items():
            assert isclose(sum(map(exp, scores.values())), 1.0, abs_tol=1e-6), family

    def test_reads_width_and_case_as_one(self, reader: Reader) -> None:
        assert reader.scores("ＯＫＲ 没人填") == reader.scores("okr 没人填")

    def test_understands_a_sentence_in_words_no_lesson_used(self, reader: Reader) -> None:
        scores = reader.scores("质检科长收了名单，十一天音讯全无")["friction"]
        assert "stalled_reply" in sorted(scores, key=lambda name: -scores[name])[:3]

    def test_a_long_account_is_read_to_its_limit(self, reader: Reader) -> None:
        long = "部门一直不给反馈，" * 400
        assert reader.scores(long) == reader.scores(long + "结尾不同")

    def test_knows_the_labels_that_the_label_model_knows(self) -> None:
        ours = json.loads((FOLDER / READER_FOLDER / "reader.json").read_text(encoding="utf-8"))
        theirs = json.loads((FOLDER / "labels.json").read_text(encoding="utf-8"))
        assert ours == {family: each["labels"] for family, each in sorted(theirs.items())}


class TestEstimator:
    @pytest.mark.parametrize("family", ["friction", "topic", "deliverable", "cause", "process", "department", "intent"])
    def test_probabilities_sum_to_one(self, estimator: Estimator, family: str) -> None:
        assert isclose(sum(estimator.estimate(family, "简历发过去一周没人看").values()), 1.0, abs_tol=1e-9)

    def test_two_witnesses_are_surer_than_one_where_they_agree(self, estimator: Estimator) -> None:
        text = "面试完三天了还没有反馈"
        both, one = (ask("friction", text) for ask in (estimator.estimate, estimator.at_a_glance))
        assert max(both, key=lambda name: both[name]) == max(one, key=lambda name: one[name]) == "stalled_reply"


class TestTuning:
    def test_four_bits_become_the_numbers_they_stand_for(self) -> None:
        blocks = np.zeros((1, 1), BLOCK_TYPE)
        blocks["scale"], blocks["nibbles"] = 0.5, np.arange(16, dtype="u1") | (15 << 4)
        assert unpacked(blocks)[0].tolist() == [(n - 8) / 2 for n in range(16)] + [3.5] * 16

    # The exporter calls parts of torch that torch itself is about to rename.
    @pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
    @pytest.mark.parametrize("largest", [1.0, 400.0])
    def test_what_is_written_reads_as_what_was_tuned(self, tmp_path: Path, largest: float) -> None:
        torch.manual_seed(1)
        start, labels = tiny(), {"friction": ["a", "b"], "intent": ["answered", "other"]}
        # As in the real network, one number of the middle may outgrow the others, which then must not be drowned by it.
        start.tensors["l0.fi.b"][3], start.tensors["l0.fo.w"][:, 3] = largest, 0.0
        network, tokenizer = Network(start, 4), tokenizer_of(start.pieces)
        with torch.no_grad():
            network.head.weight.mul_(8)  # So that what is lost within shows outside.
        write(network, tokenizer, start, labels, tmp_path, ["没看简历", "trainings a"])
        assert str(Path(__file__).parents[2]).encode() not in (tmp_path / "reader.onnx").read_bytes()
        pieces = tokenizer.encode(fold("简历没看 trainings")).ids[:MOST_PIECES]
        whole = network.eval()(torch.tensor(unpacked(start.words))[pieces][None])[0]
        scores = Reader(tmp_path).scores("简历没看 trainings")
        for family, part in (("friction", whole[:2]), ("intent", whole[2:])):
            assert torch.log_softmax(part, 0).tolist() == pytest.approx(list(scores[family].values()), abs=0.1)
