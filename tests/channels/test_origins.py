import pytest

from advisor.channels.origins import normal_rule, verdict
from advisor.errors import InvalidInput
from tests.channels.conftest import channel


@pytest.mark.parametrize(
    ("rules", "origin", "allowed"),
    [
        (("https://intra.corp.cn",), "https://intra.corp.cn", True),
        (("https://intra.corp.cn",), "http://intra.corp.cn", False),
        (("https://intra.corp.cn",), "https://intra.corp.cn:8443", False),
        (("https://intra.corp.cn:8443",), "https://intra.corp.cn:8443", True),
        (("https://intra.corp.cn",), "https://intra.corp.cn.evil.cn", False),
        (("https://intra.corp.cn",), "https://evil-intra.corp.cn", False),
        (("https://intra.corp.cn",), "https://user@intra.corp.cn", False),
        (("https://intra.corp.cn",), "https://intra.corp.cn/", False),
        (("https://intra.corp.cn",), "null", False),
        (("https://intra.corp.cn",), "", False),
        (("https://intra.corp.cn",), None, False),
        (("*.corp.cn",), "https://intra.corp.cn", True),
        (("*.corp.cn",), "https://a.b.corp.cn", True),
        (("*.corp.cn",), "https://corp.cn", False),
        (("*.corp.cn",), "http://intra.corp.cn", False),
        (("*.corp.cn",), "https://intra.corp.cn:8443", False),
        (("*.corp.cn",), "https://evilcorp.cn", False),
        (("*.corp.cn",), "https://corp.cn.evil.cn", False),
        ((), "https://intra.corp.cn", False),
        (("http://localhost:8080",), "http://localhost:8080", True),
    ],
)
def test_only_a_listed_page_is_let_in(rules: tuple[str, ...], origin: str | None, allowed: bool) -> None:  # noqa: FBT001
    assert verdict(channel(origins=rules), origin).allowed is allowed


def test_a_channel_that_is_switched_off_lets_nobody_in() -> None:
    found = verdict(channel(origins=("https://intra.corp.cn",), enabled=False), "https://intra.corp.cn")
    assert (found.allowed, found.reason) == (False, "disabled")


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("HTTPS://Intra.Corp.CN:443/", "https://intra.corp.cn"),
        ("http://localhost:80", "http://localhost"),
        ("*.Corp.cn", "*.corp.cn"),
        ("https://人力.公司.cn", "https://xn--gmq77g.xn--55qx5d.cn"),
    ],
)
def test_a_rule_is_kept_as_browsers_write_origins(rule: str, kept: str) -> None:
    assert normal_rule(rule) == kept


@pytest.mark.parametrize(
    "rule",
    ["*", "", "corp.cn", "*.cn", "*.", "*.corp.cn:8443", "https://*.corp.cn", "https://corp.cn/path", "ftp://corp.cn",
     "https://corp.cn:99999", "javascript:alert(1)", "https://a b.cn", "*.*.cn", "null"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(InvalidInput):
        normal_rule(rule)
