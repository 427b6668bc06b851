import pytest

from advisor.corpus.loader import load
from advisor.guardrails.redaction.redactor import Redactor
from advisor.models.privacy import Privacy
from advisor.settings import Settings
from tests.guardrails.redaction.samples import ROSTER


@pytest.fixture(scope="session")
def policy() -> Privacy:
    return load([Settings().content_dir / "knowledge"]).privacy


@pytest.fixture(scope="session")
def redactor(policy: Privacy) -> Redactor:
    return Redactor(policy, ROSTER)
