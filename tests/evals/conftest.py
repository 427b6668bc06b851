"""Small runs over real replies: one asker, a few cases, and records made by hand."""

from typing import Any

import pytest

from advisor.bootstrap import Application
from evals.asking import Asker
from evals.cases import Case, Door, Expect
from evals.records import Record
from evals.scorers.score import Score
from evals.targets.local import MOMENT, LocalTarget
from evals.words import Words

TEXT = "研发总监一周没看简历，提醒了三次也不回，周五前必须有结果"


@pytest.fixture(scope="session")
def asker(application: Application) -> Asker:
    return Asker(LocalTarget(application), MOMENT.date())


@pytest.fixture(scope="session")
def words(application: Application) -> Words:
    return Words.of(application.settings.content_dir, "en")


def case(name: str, door: Door = "plan", request: dict[str, Any] | None = None, **more: Any) -> Case:
    """A case of the suite `tries`."""
    given = {"text": TEXT} if request is None else request
    expect = Expect.model_validate(more.pop("expect", {}))
    return Case(
        id=f"tries.{name}",
        lang=more.pop("lang", "zh"),
        provenance="a test",
        door=door,
        input=given,
        expect=expect,
        **more,
    )


def record(name: str, *scores: Score, **more: Any) -> Record:
    """A record made by hand."""
    return Record(case=more.pop("of", case(name)), scores=scores, **more)
