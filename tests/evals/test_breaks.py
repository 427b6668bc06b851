"""A deliberate break of each kind, in knowledge, prompts and code: the gate turns red and names the case."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from advisor.bootstrap import Application, build
from advisor.models.plan import Plan
from advisor.models.shared import Grounding
from advisor.planning.composer import PlaybookComposer
from advisor.planning.context import PlanComposer, PlanContext
from advisor.settings import Settings
from evals.asking import Asker
from evals.baseline import Baseline, baseline_of
from evals.gate import judge_run
from evals.mutations import apply, copy_project, defects
from evals.records import Record
from evals.runs import About
from evals.targets.local import MOMENT, LocalTarget
from tests.conftest import NOW
from tests.evals.conftest import TEXT, case

ASK = "销售老总拍桌子:月底冲单呢,培训?不去!"
CASES = [
    case("plan", expect={"department": "rnd", "friction": ["stalled_reply"]}),
    case("faq", "answer", {"question": "能不能抄送对方的领导"}, expect={"sources": ["faq/may_i_copy_the_boss"]}),
    case("draft", "draft", {"text": TEXT, "kind": "nudge"}),
    # The very ask of an item: the item answers it.
    case("ask", "search", {"query": ASK, "k": 3}, expect={"sources": ["friction/open_refusal"], "k": 1}),
]


class Moved(Settings):
    """Settings over a copy of the content."""

    root: Path

    @property
    def content_dir(self) -> Path:
        return self.root


@dataclass(frozen=True)
class Spoilt:
    """A composer whose plans are changed after they were made."""

    change: Callable[[Plan], Plan]
    inner: PlanComposer = PlaybookComposer()  # noqa: RUF009  (it has no state)

    def compose(self, context: PlanContext) -> Plan:
        return self.change(self.inner.compose(context))


def measured(app: Application) -> list[Record]:
    asker = Asker(LocalTarget(app), MOMENT.date())
    return [asker.measured(Record(case=each)) for each in CASES]


@pytest.fixture(scope="module")
def sound(application: Application) -> Baseline:
    records = measured(application)
    assert [record.error for record in records] == [None] * len(CASES)
    return baseline_of(About(id="sound", started=NOW), records)


@pytest.fixture
def content(tmp_path: Path, application: Application) -> Path:
    for name in ("knowledge", "prompts"):
        shutil.copytree(application.settings.content_dir / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def broken(content: Path, tmp_path: Path) -> Iterator[Callable[[], Application]]:
    made: list[Application] = []

    def make() -> Application:
        made.append(build(Moved(data_dir=tmp_path / "var", root=content), now=lambda: MOMENT, new_id=lambda: "x"))
        return made[-1]

    yield make
    for app in made:
        app.close()


def findings(app: Application, sound: Baseline) -> dict[str, list[str]]:
    """What the gate finds worse or broken, by the case it names."""
    found: dict[str, list[str]] = {}
    for finding in judge_run(measured(app), [], sound, whole=True).findings:
        for name in finding.cases:
            found.setdefault(name, []).append("error" if finding.why == "error" else finding.what)
    return found


def with_composer(app: Application, change: Callable[[Plan], Plan]) -> Application:
    composers = replace(app.advisor.composers, plan=Spoilt(change))
    return replace(app, advisor=replace(app.advisor, composers=composers))


def test_the_sound_application_is_let_through(application: Application, sound: Baseline) -> None:
    assert not findings(application, sound)


def test_a_dropped_item_is_named(content: Path, broken: Callable[[], Application], sound: Baseline) -> None:
    (content / "knowledge/faq/may_i_copy_the_boss.yaml").unlink()
    assert "sources" in findings(broken(), sound)["tries.faq"]


def test_a_broken_prompt_is_named(content: Path, broken: Callable[[], Application], sound: Baseline) -> None:
    template = content / "prompts/drafting/nudge.zh.jinja2"
    template.write_text("{{ a_value_nobody_gives }}" + template.read_text("utf-8"), encoding="utf-8")
    assert findings(broken(), sound)["tries.draft"] == ["error"]


def test_swapped_asks_are_named(content: Path, broken: Callable[[], Application], sound: Baseline) -> None:
    paths = [content / f"knowledge/frictions/{name}.yaml" for name in ("open_refusal", "fear_of_offending")]
    ours, theirs = (yaml.safe_load(path.read_text("utf-8")) for path in paths)
    ours["asks"], theirs["asks"] = theirs["asks"], ours["asks"]
    for path, data in zip(paths, (ours, theirs), strict=True):
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert "in_first_1" in findings(broken(), sound)["tries.ask"]


def test_a_removed_grounding_check_is_named(application: Application, sound: Baseline) -> None:
    unchecked = with_composer(application, lambda plan: plan.model_copy(update={"grounding": Grounding(mode="none")}))
    assert findings(unchecked, sound)["tries.plan"] == ["grounded"]


def test_shuffled_dates_are_named(application: Application, sound: Baseline) -> None:
    def backwards(plan: Plan) -> Plan:
        dues = [step.due for step in plan.steps][::-1]
        steps = [step.model_copy(update={"due": due}) for step, due in zip(plan.steps, dues, strict=True)]
        return plan.model_copy(update={"steps": tuple(steps)})

    assert "dates_in_order" in findings(with_composer(application, backwards), sound)["tries.plan"]


def test_a_number_from_nowhere_is_named(application: Application, sound: Baseline) -> None:
    def boast(plan: Plan) -> Plan:
        first = plan.steps[0].model_copy(update={"why": "提升 87.3%"})
        return plan.model_copy(update={"steps": (first, *plan.steps[1:])})

    assert findings(with_composer(application, boast), sound)["tries.plan"] == ["numbers_have_origin"]


@pytest.mark.parametrize("defect", defects(), ids=lambda defect: defect.id)
def test_every_listed_defect_can_still_be_applied(defect: object, tmp_path: Path) -> None:
    copy_project(tmp_path / "copy")
    apply(defect, tmp_path / "copy")  # type: ignore[arg-type]


def test_a_defect_never_reaches_the_project_itself(tmp_path: Path) -> None:
    before = {
        path: path.read_bytes() for defect in defects() for edit in defect.edits if (path := Path(edit.path)).exists()
    }
    copy_project(tmp_path / "copy")
    for defect in defects()[:5]:
        apply(defect, tmp_path / "copy")
    assert before == {path: path.read_bytes() for path in before}


def test_there_are_enough_defects_of_every_kind() -> None:
    assert len(defects()) >= 25
    assert {defect.kind for defect in defects()} == {"knowledge", "prompts", "code"}
