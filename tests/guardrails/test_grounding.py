from advisor.guardrails.grounding import Claim, ground, quote_occurs, unresolved_marks
from advisor.models.shared import Citation

SOURCE = {"play/x": "两周内看一次，反馈在 24 小时内交。"}


def citation(quote: str = "反馈在24小时内交", ref: str = "1") -> Citation:
    return Citation(ref=ref, source_id="play/x", title="x", section="要点", quote=quote, kind="guidance")


def test_a_cited_figure_is_grounded() -> None:
    result = ground([Claim("24 小时内交", ("1",))], [citation()], SOURCE, request="")
    assert (result.mode, result.unsupported_numbers, result.uncited) == ("grounded", (), ())


def test_a_figure_nobody_gave_is_named() -> None:
    result = ground([Claim("48 小时内交，能省 30%", ("1",))], [citation()], SOURCE, request="")
    assert result.mode == "partial"
    assert result.unsupported_numbers == ("48", "30%")


def test_a_figure_of_the_request_or_of_our_arithmetic_has_an_origin() -> None:
    claims = [Claim("等了 7 天，合计 2100 元", ("1",))]
    result = ground(claims, [citation()], SOURCE, request="等了七天", computed=["2100"])
    assert result.mode == "grounded"


def test_dates_marks_and_list_numbers_are_no_claims() -> None:
    result = ground([Claim("1. 2026-12-03 前交 [1]\n2. 再看", ("1",))], [citation()], SOURCE, request="")
    assert result.mode == "grounded"


def test_a_claim_without_a_source_is_named() -> None:
    result = ground([Claim("随便说说", ()), Claim("别处", ("9",))], [citation()], SOURCE, request="")
    assert result.uncited == ("随便说说", "别处")


def test_an_invented_quotation_is_named() -> None:
    result = ground([], [citation(quote="反馈在一小时内交")], SOURCE, request="")
    assert result.uncited == ("[1]",)


def test_a_quotation_may_differ_in_width_blanks_and_punctuation() -> None:
    assert quote_occurs(citation("两周内看一次;反馈在２４小时内交"), SOURCE)


def test_without_citations_nothing_is_grounded() -> None:
    assert ground([Claim("说了", ())], [], {}, request="").mode == "none"


def test_marks_that_lead_nowhere_are_found() -> None:
    assert unresolved_marks("先做这个[1]，再做那个[7]", [citation()]) == ["7"]
