import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.errors import InvalidInput
from advisor.models.base import LANGS, Lang
from advisor.models.draft import Draft
from advisor.models.requests import DraftRequest
from advisor.models.taxonomy import TONES
from advisor.service import Advisor
from advisor.settings import Settings
from advisor.texts.templates import Templates

KINDS = sorted(path.stem for path in (Settings().content_dir / "knowledge" / "deliverables").glob("*.yaml"))
CHANNELS = {"im": "wecom", "email": "email", "document": "document"}


def draft(advisor: Advisor, kind: str, text: str = "面试完三天没给反馈", **fields: object) -> Draft:
    return advisor.draft(DraftRequest.model_validate({"text": text, "kind": kind, **fields}))


def failed(made: Draft) -> list[str]:
    return [check.id for check in made.checks if not check.passed]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_filled_example_of_each_deliverable_passes_every_check(
    advisor: Advisor, knowledge: Knowledge, kind: str, lang: Lang
) -> None:
    example = getattr(knowledge.deliverables[kind].examples, lang)
    made = draft(advisor, kind, channel=CHANNELS[example.form], slots=example.slots, lang=lang)
    assert failed(made) == []
    assert made.grounding.mode == "grounded", made.grounding


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channel", ["wecom", "dingtalk", "feishu", "email", "document"])
def test_every_deliverable_can_be_written_for_every_channel(advisor: Advisor, kind: str, channel: str) -> None:
    made = draft(advisor, kind, channel=channel)
    assert made.text
    assert (made.subject is None) == (channel in {"wecom", "dingtalk", "feishu"} and "im" in _forms(advisor, kind))


def _forms(advisor: Advisor, kind: str) -> list[str]:
    limits = advisor.knowledge.deliverables[kind].limits
    return [form for form in CHANNELS if getattr(limits, form) is not None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_what_is_missing_is_marked_and_never_invented(advisor: Advisor, kind: str, lang: Lang) -> None:
    made = draft(advisor, kind, lang=lang, channel="email")
    for slot in made.slots:
        assert (slot.source == "missing") == (slot.value is None)
    required = [slot for slot in made.slots if slot.required and slot.value is None]
    if required:
        mark = "〔待确认：" if lang == "zh" else "[TO CONFIRM: "
        assert mark in made.text + (made.subject or "")
        assert "complete" in failed(made) or mark in (made.subject or "")


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_have_a_template(kind: str) -> None:
    templates = Templates(Settings().content_dir / "prompts")
    assert all(templates.exists(f"drafting/{kind}.{lang}") for lang in LANGS)


def test_no_template_is_without_a_deliverable() -> None:
    templates = Templates(Settings().content_dir / "prompts")
    # What is said to a model has a role in its name; the texts themselves have only a language.
    texts = [name.split("/")[1].split(".") for name in templates.names("drafting")]
    assert {parts[0] for parts in texts if len(parts) == 2} == set(KINDS)


def test_values_come_from_the_request_where_it_holds_them(advisor: Advisor) -> None:
    made = draft(advisor, "nudge", counterpart={"name": "李工"}, facts={"needed_by": "2026-12-02"})
    sources = {slot.name: slot.source for slot in made.slots}
    assert "inferred" in sources.values()
    assert "李工" in made.text
    assert "12 月 2 日（周三）" in made.text


def test_a_nudge_has_two_other_tones(advisor: Advisor) -> None:
    made = draft(advisor, "nudge", tone="warm")
    assert len(made.variants) == 2
    assert len({made.text, *(variant.text for variant in made.variants)}) == 3


def test_blame_in_a_given_value_is_caught(advisor: Advisor, knowledge: Knowledge) -> None:
    slots = dict(knowledge.deliverables["nudge"].examples.zh.slots)
    name = next(slot.name for slot in knowledge.deliverables["nudge"].slots if slot.required)
    made = draft(advisor, "nudge", slots={**slots, name: knowledge.blame.zh[0].word})
    assert "no_blame" in failed(made)


def test_user_text_is_never_a_template(advisor: Advisor) -> None:
    made = draft(advisor, "nudge", counterpart={"name": "{{7*7}}{% x %}{0.__class__}"})
    assert "{{7*7}}{% x %}{0.__class__}" in made.text


def test_an_unknown_kind_or_slot_is_told_with_what_there_is(advisor: Advisor) -> None:
    with pytest.raises(InvalidInput) as kind:
        draft(advisor, "poem")
    assert (kind.value.code, kind.value.field) == ("unknown_kind", "kind")
    with pytest.raises(InvalidInput) as slot:
        draft(advisor, "nudge", slots={"colour": "red"})
    assert (slot.value.code, slot.value.field) == ("unknown_slot", "slots.colour")


def test_a_kind_may_be_named_in_either_language(advisor: Advisor) -> None:
    assert draft(advisor, "催办消息").kind == "nudge"


def test_no_vendor_s_story_backs_a_message(advisor: Advisor, knowledge: Knowledge) -> None:
    for kind in KINDS:
        cited = [c.source_id.removeprefix("evidence/") for c in draft(advisor, kind).citations if c.kind == "evidence"]
        assert all(knowledge.evidence[name].tier != "D" for name in cited), kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_filled_example_passes_in_every_form_in_each_tone_and_for_each_level(
    advisor: Advisor, knowledge: Knowledge, kind: str, lang: Lang
) -> None:
    example = getattr(knowledge.deliverables[kind].examples, lang)
    for form in _forms(advisor, kind):
        for tone, level in zip(TONES, ("peer", "superior", "report"), strict=True):
            person = {"name": "Lin", "level": level}
            slots = {**example.slots, **({"recipient": "Lin"} if "recipient" in example.slots else {})}
            made = draft(advisor, kind, channel=CHANNELS[form], tone=tone, counterpart=person, slots=slots, lang=lang)
            assert failed(made) == [], (form, tone, level)


@pytest.mark.parametrize("kind", KINDS)
def test_a_deliverable_has_its_own_structure_in_each_form(advisor: Advisor, knowledge: Knowledge, kind: str) -> None:
    slots = knowledge.deliverables[kind].examples.zh.slots
    texts = [draft(advisor, kind, channel=CHANNELS[form], slots=slots).text for form in _forms(advisor, kind)]
    assert len(set(texts)) == len(texts) >= 2
    assert min(texts, key=len) == texts[0]
