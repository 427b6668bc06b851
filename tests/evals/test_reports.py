"""Five reports of one run: each stands on its own and none lets a reply break it."""

import base64
import hashlib
import json
import re
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from advisor.models.base import LANGS
from evals.baseline import Baseline
from evals.cases import REQUESTS
from evals.figures import Figure
from evals.gate import judge_run
from evals.reports.files import write_reports
from evals.reports.html import html
from evals.reports.junit import junit
from evals.reports.markdown import markdown
from evals.reports.terminal import show
from evals.reports.view import exit_status, view
from evals.runs import About
from evals.scorers.registry import EXPECTED
from evals.scorers.score import Score
from evals.session import Outcome
from evals.words import Words
from tests.conftest import NOW
from tests.evals.conftest import case, record
from tests.evals.scorers.test_every_check_can_fail import BY_TWO, TRIES

EVIL = "</script><img src=x onerror=alert(1)> | `x` & \x00 <b>"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    records = (
        record("bad", Score("must", 0.0, EVIL, EVIL), of=case("bad", request={"text": EVIL})),
        record("debt", Score("purity", 0.0)),
        record("good", Score("must", 1.0), ms=12.5),
        record("gap", error="unreachable"),
    )
    then = {"bad": 1.0, "debt": 0.0, "good": 1.0, "gap": 1.0}
    baseline = Baseline.model_validate(
        {
            "run": "then",
            "cases": {
                f"tries.{n}": {"status": "passed", "scores": {"purity" if n == "debt" else "must": v}, "text": "old"}
                for n, v in then.items()
            },
        }
    )
    low = Figure("tries", "must", "zh", 4, 0.4, 0.2, 0.6, floor=0.5, goal=0.9)
    verdict = judge_run(records, [low], baseline, whole=True)
    return Outcome(About(id="now", started=NOW, target={"target": "local"}), records, (low,), verdict, baseline)


def test_the_page_needs_nothing_else_and_lets_only_its_own_script_run(outcome: Outcome, words: Words) -> None:
    page = html(view(outcome), words)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy
    assert len(script) == 1
    assert "sha256-" + base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode() in policy.group(1)
    assert "default-src 'none'" in policy.group(1)
    assert "unsafe" not in policy.group(1)
    assert not re.search(r"\beval\(|innerHTML|new Function|https?://(?!www\.w3\.org)", script[0])


def test_a_reply_cannot_end_the_data_of_the_page(outcome: Outcome, words: Words) -> None:
    page = html(view(outcome), words)
    assert "<img" not in page
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    assert json.loads(found.group(1))["cases"][0]["asked"].startswith("</script>")


def test_the_page_holds_every_word_in_both_languages(outcome: Outcome, words: Words) -> None:
    found = re.search(r'id="data">(.*?)</script>', html(view(outcome), words), re.DOTALL)
    assert found
    told = json.loads(found.group(1))["words"]
    assert set(told) == set(LANGS)
    script = (Path(__file__).parents[2] / "evals/reports/assets/page.js").read_text("utf-8")
    used = set(re.findall(r'say\("(report\.[a-z_]+)"[,)]', script))
    assert used
    for lang in LANGS:
        assert not used - set(told[lang])


def test_every_check_has_a_name_in_both_languages(words: Words) -> None:
    assert words.own.keys("zh") == words.own.keys("en")
    assert not [name for name in {*TRIES, *BY_TWO} if not words.own.has(f"score.{name}")]
    for reason in ("off_topic", "unsafe", "injection", "hr_other", "empty"):
        assert words.own.has(f"score.reason_{reason}")


def test_every_expectation_has_a_test_that_it_can_fail() -> None:
    tried = {key for each in TRIES.values() for key in each.expect} | {"differs_for", "changes_with"}
    assert set(EXPECTED) <= tried
    assert {each.door for each in TRIES.values()} <= set(REQUESTS)


def test_junit_fails_what_the_gate_names_and_only_that(outcome: Outcome) -> None:
    tree = ElementTree.fromstring(junit(view(outcome)))  # noqa: S314  (our own text)
    by_name = {each.get("name"): each for each in tree.iter("testcase")}
    assert by_name["tries.bad"].find("failure") is not None
    assert by_name["tries.debt"].find("failure") is None
    assert by_name["tries.good"].find("failure") is None
    assert by_name["tries.gap"].find("error") is not None
    assert [suite.get("failures") for suite in tree] == ["1", "1"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_summary_names_the_cases_and_keeps_its_shape(outcome: Outcome, words: Words, lang: str) -> None:
    said = markdown(view(outcome), Words(words.own, words.service, lang))  # type: ignore[arg-type]
    assert "`tries.bad`" in said
    assert "<img" not in said
    rows = [line for line in said.splitlines() if line.startswith("|")]
    assert len({line.count("|") - line.count("\\|") for line in rows[:3]}) == 1


def test_the_terminal_tells_what_is_worse(outcome: Outcome, words: Words) -> None:
    screen = StringIO()
    show(view(outcome), words, Console(file=screen, width=140))
    assert "tries.bad" in screen.getvalue()
    assert "required points" in screen.getvalue()


def test_a_broken_run_is_told_apart_from_a_worse_one(outcome: Outcome) -> None:
    assert exit_status(outcome.verdict) == 3
    measured = [each for each in outcome.records if not each.error]
    assert exit_status(judge_run(measured, [], outcome.baseline, whole=False)) == 1
    assert exit_status(judge_run(measured[1:], [], outcome.baseline, whole=False)) == 0


def test_all_reports_stand_beside_the_run(outcome: Outcome, words: Words, tmp_path: Path) -> None:
    paths = write_reports(view(outcome), words, tmp_path / "out")
    assert sorted(path.name for path in paths.values()) == ["report.html", "report.json", "report.md", "report.xml"]
    assert json.loads(paths["json"].read_text("utf-8"))["totals"]["cases"] == 4
