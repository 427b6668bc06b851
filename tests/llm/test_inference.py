"""Against a real inference server: nonsense in perfect shape is caught, and the playbook's reply comes."""

from collections.abc import Iterator

import pytest

from tests.llm.conftest import Modelled
from tests.llm.inference import InferenceServer, TinyModel
from tests.llm.seen import KINDS, ask, faults

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def inference() -> Iterator[InferenceServer]:
    pytest.importorskip("llguidance", reason="constrained decoding needs llguidance")
    with InferenceServer(TinyModel()) as running:
        yield running


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_nonsense_in_shape_is_replaced(modelled: Modelled, inference: InferenceServer, kind: str, lang: str) -> None:
    before = inference.served
    advisor = modelled("tiny", base_url=inference.url, output_tokens=8192, context_tokens=16384, total_seconds=300)
    reply = ask(advisor, kind, lang)
    assert inference.served - before == 1, "a schema that is enforced needs no repair"
    assert faults(reply) == []
    assert reply.provenance.engine == "playbook"
    assert reply.provenance.degraded_reason == "model_ungrounded"
    assert reply.provenance.usage is not None
    assert reply.provenance.usage.tokens_out > 0
