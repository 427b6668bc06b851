import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.guardrails.redaction.redactor import Redactor
from advisor.models.privacy import Privacy, Treatment
from tests.guardrails.redaction.samples import samples

SEEDED = [sample.text for sample in samples(150, seed=3)]
TOKEN_LIKE = [
    "〔人员1〕",
    "[PERSON 1]",
    "[person 2]",
    "【手机 1】",
    "(EMAIL 3)",
    "〔原文1〕",
    "[QUOTED 1·2]",
    "〔人员",
    "1〕",
    "[",
]
PIECES = st.one_of(st.sampled_from(SEEDED), st.sampled_from(TOKEN_LIKE), st.text(max_size=12))
TEXTS = st.lists(PIECES, max_size=8).map("".join)


def treated(policy: Privacy, treatment: Treatment) -> Redactor:
    rules = {kind: rule.model_copy(update={"model": treatment}) for kind, rule in policy.kinds.items()}
    return Redactor(policy.model_copy(update={"kinds": rules}))


@given(text=TEXTS)
def test_restoring_gives_the_very_text_back(redactor: Redactor, text: str) -> None:
    redacted = redactor.redact(text)
    assert redactor.restore(redacted.text, redacted.tokens) == text


@given(texts=st.lists(TEXTS, max_size=4), lang=st.sampled_from(["zh", "en"]))
def test_several_texts_share_one_table_and_all_come_back(redactor: Redactor, texts: list[str], lang: str) -> None:
    session = redactor.session("zh" if lang == "zh" else "en")
    nested = {"all": [{"content": text} for text in texts], "count": len(texts)}
    assert session.restore_all(session.redact_all(nested)) == nested


@given(text=TEXTS)
def test_every_token_in_a_redacted_text_is_ours(redactor: Redactor, text: str) -> None:
    redacted = redactor.redact(text)
    assert redactor.strays(redacted.text, redacted.tokens) == ()


def test_the_same_person_has_the_same_token_in_all_texts(redactor: Redactor) -> None:
    session = redactor.session("zh")
    first, second = session.redact("李雷和韩梅梅没回"), session.redact("再问韩梅梅，别问李雷")
    assert (first, second) == ("〔人员1〕和〔人员2〕没回", "再问〔人员2〕，别问〔人员1〕")


def test_another_spelling_keeps_the_number_and_comes_back_as_it_was(redactor: Redactor) -> None:
    text = "13800138000，又写成138-0013-8000"
    redacted = redactor.redact(text)
    assert redacted.text == "〔手机1〕，又写成〔手机1·2〕"
    assert redactor.restore(redacted.text, redacted.tokens) == text


@pytest.mark.parametrize("written", ["〔人员1〕", "【人员 1】", "[人员1]", "[PERSON 1]", "(person 1)", "（人员1）"])
def test_a_reply_may_write_a_token_in_its_own_way(redactor: Redactor, written: str) -> None:
    tokens = redactor.redact("李雷没回").tokens
    assert redactor.restore(f"请{written}周五前回复", tokens) == "请李雷周五前回复"


def test_a_token_the_model_made_up_stays_and_is_told(redactor: Redactor) -> None:
    tokens = redactor.redact("李雷没回").tokens
    assert redactor.restore("请〔人员7〕回复", tokens) == "请〔人员7〕回复"
    assert redactor.strays("请〔人员7〕回复〔人员1〕", tokens) == ("〔人员7〕",)


def test_what_a_text_writes_like_a_token_is_not_taken_for_one(redactor: Redactor) -> None:
    text = "李雷把〔人员1〕写进了模板"
    redacted = redactor.redact(text)
    assert redacted.text == "〔人员1〕把〔原文1〕写进了模板"
    assert redactor.restore(redacted.text, redacted.tokens) == text


@pytest.mark.parametrize(
    ("treatment", "left"),
    [("token", "电话〔手机1〕"), ("mask", "电话138******00"), ("drop", "电话"), ("allow", "电话13800138000")],
)
def test_each_treatment_does_what_it_says(policy: Privacy, treatment: Treatment, left: str) -> None:
    assert treated(policy, treatment).redact("电话13800138000").text == left


def test_a_mask_of_a_short_value_shows_one_character(policy: Privacy) -> None:
    assert treated(policy, "mask").redact("王建国经理").text == "王**经理"


def test_a_title_is_kept_and_departments_are_no_names(redactor: Redactor) -> None:
    assert redactor.redact("王经理、李工和张总都找过销售总监、总经理、HR 经理").text == (
        "〔人员1〕经理、〔人员2〕工和〔人员3〕总都找过销售总监、总经理、HR 经理"
    )
    assert redactor.redact("I asked Mr. Li and Director Wang, not the Sales Director").text == (
        "I asked Mr. [PERSON 1] and Director [PERSON 2], not the Sales Director"
    )


def test_a_companys_own_employee_numbers_are_known_by_their_shape(policy: Privacy) -> None:
    redactor = Redactor(policy.model_copy(update={"employee_shapes": ("ZX@-####",)}))
    assert redactor.redact("见ZXB-2041的考核").text == "见〔工号1〕的考核"
    assert redactor.redact("见ZXB-20417").text == "见ZXB-20417"


HOSTILE = {
    "digits": "1", "grouped digits": "138 ", "dashes": "1-", "numerals": "一", "mails": "a@",
    "domains": "@a.", "dots": "1.", "colons": "a:", "escapes": "sk-", "jwt": "eyJ", "address": "1号",
    "roads": "路1", "homes": "苑1栋", "labels": "工号:", "wechat": "微信a", "titles": "王总",
    "surnames": "王", "brackets": "〔人员", "latin": "Mr. Li ", "house": "1 Aa ", "plates": "京A",
    "hidden": "1\u200b", "roster": "李雷", "secrets": "://a:", "bearer": "bearer ", "words": "Aa ",
    "joins": "手机号号号", "blanks": " ", "parens": "(", "unders": "a_",
}  # fmt: skip
SMALL, LARGE = 12_500, 100_000


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_text_and_not_faster(redactor: Redactor, unit: str) -> None:
    """Eight times the text takes eight times the work; were it quadratic, sixty-four times."""

    def work(length: int) -> float:
        text, least = (unit * length)[:length], float("inf")
        for _ in range(3):
            began = time.process_time()
            redactor.redact(text)
            least = min(least, time.process_time() - began)
        return least

    assert work(LARGE) / max(work(SMALL), 1e-4) < 3 * LARGE / SMALL
