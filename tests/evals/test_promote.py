"""A stored reply that did not please becomes a case file that only lacks what a good reply must hold."""

from pathlib import Path

import pytest

from advisor.bootstrap import build
from advisor.models.conversation import ChatRequest, Feedback
from advisor.models.principal import HOME_TENANT, Owner, Principal
from advisor.models.requests import DraftRequest, PlanRequest
from advisor.settings import Settings
from evals.casefiles import load_cases
from evals.promote import CannotPromote, promote
from evals.words import Words
from tests.conftest import fixed_now
from tests.evals.conftest import TEXT


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str, str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("kept"))
    app = build(settings, now=fixed_now)
    plan = app.advisor.plan(PlanRequest(text=TEXT, department="研发部"))
    draft = app.advisor.draft(DraftRequest(text=TEXT, kind="nudge", channel="wecom", slots={"deadline": "周五"}))
    app.close()
    return settings, plan.id, draft.id


def test_a_plan_becomes_a_case_that_asks_the_same(
    kept: tuple[Settings, str, str], words: Words, tmp_path: Path
) -> None:
    settings, plan_id, _ = kept
    path = promote(plan_id, "too fast\nto escalate", settings, tmp_path, words)
    (made,) = load_cases([tmp_path], {})
    assert made.input["text"] == TEXT
    assert made.input["department"] == "研发部"
    assert (made.door, made.suite) == ("plan", "plans")
    assert "too fast to escalate" in made.provenance
    assert "#   " in path.read_text("utf-8")


def test_a_draft_becomes_a_case_too(kept: tuple[Settings, str, str], words: Words, tmp_path: Path) -> None:
    settings, _, draft_id = kept
    promote(draft_id, "stiff", settings, tmp_path, words)
    (made,) = load_cases([tmp_path], {})
    assert made.input["slots"] == {"deadline": "周五"}


def test_what_cannot_become_a_case_is_said(kept: tuple[Settings, str, str], words: Words, tmp_path: Path) -> None:
    settings, plan_id, _ = kept
    promote(plan_id, "x", settings, tmp_path, words)
    for reply, reason, code in (
        ("none", "x", "reply_not_found"),
        (plan_id, None, "no_reason"),
        (plan_id, "x", "file_exists"),
    ):
        with pytest.raises(CannotPromote) as told:
            promote(reply, reason, settings, tmp_path, words)
        assert told.value.code == code


ASKED = "我可以把邮件抄送给他老板吗"
LIKED = "部门总说忙不给面试反馈怎么办"


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, str]]:
    """The messages of conversations by what was said; all but one have a thumb down."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("heard"))
    app = build(settings, now=fixed_now)
    messages = {}
    for text in (ASKED, TEXT, LIKED):
        begun = app.assistant.begin(
            ChatRequest(message=text), Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))
        )
        list(app.assistant.events(begun))
        messages[text] = begun.meta.message_id
        if text == LIKED:
            continue
        feedback = Feedback(rating="down", reasons=("too_vague",), text="说得太虚")
        app.storage.conversations(Owner(tenant_id=HOME_TENANT)).judge(messages[text], feedback, fixed_now())
    app.close()
    return settings, messages


def test_an_answer_of_a_conversation_becomes_a_case_with_its_reader_s_reason(
    heard: tuple[Settings, dict[str, str]], words: Words, tmp_path: Path
) -> None:
    settings, messages = heard
    promote(messages[ASKED], None, settings, tmp_path, words)
    (made,) = load_cases([tmp_path], {})
    assert (made.door, made.suite, made.input["question"]) == ("answer", "answers", ASKED)
    assert "too_vague 说得太虚" in made.provenance


def test_a_message_that_gave_a_plan_becomes_the_plan_s_case(
    heard: tuple[Settings, dict[str, str]], words: Words, tmp_path: Path
) -> None:
    settings, messages = heard
    promote(messages[TEXT], "too fast", settings, tmp_path, words)
    (made,) = load_cases([tmp_path], {})
    assert (made.door, made.input["text"]) == ("plan", TEXT)
    assert "too fast" in made.provenance


def test_a_message_nobody_minded_needs_a_reason_and_then_becomes_a_case(
    heard: tuple[Settings, dict[str, str]], words: Words, tmp_path: Path
) -> None:
    settings, messages = heard
    with pytest.raises(CannotPromote) as told:
        promote(messages[LIKED], None, settings, tmp_path, words)
    assert told.value.code == "no_reason"
    promote(messages[LIKED], "a good one to keep", settings, tmp_path, words)
    (made,) = load_cases([tmp_path], {})
    assert made.input["question"] == LIKED
