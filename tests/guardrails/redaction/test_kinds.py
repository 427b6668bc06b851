"""Single cases that generated texts would not show: what one check alone decides."""

from pathlib import Path

import pytest

from advisor.errors import NotReady
from advisor.guardrails.redaction.checks import is_resident_id, passes_luhn
from advisor.guardrails.redaction.redactor import Redactor
from advisor.guardrails.redaction.roster import read_roster
from advisor.models.privacy import Privacy

LEFT = [
    "110105194913310028 的日期不存在",
    "990105194912310022 没有这个省",
    "6222021234567890123 校验不对",
    "v192.168.1.10 是版本",
    "订单号：13800138000",
    "order no. 13800138000",
    "13800138000 元",
    "SN-13800138000",
    "tempo 120, 15, 16, 17, 18",
    "18 20 25 30 40 5",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_fails_its_check_or_is_a_reference_stays(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("身份证 110105194912310021 写错一位", "身份证 〔身份证1〕 写错一位"),
        ("订单号和手机号13800138000", "订单号和手机号〔手机1〕"),
        ("+1 415 555 0123 是境外", "〔电话1〕 是境外"),
        ("电话号码是：8888 9999", "电话号码是：〔电话1〕"),
        ("微信号zhangsan", "微信号〔账号1〕"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "〔手机1〕"),
        ("地址fe80::1ff:fe23:4567:890a掉线了", "地址〔网址1〕掉线了"),
        ("姓名：李明电话没写", "姓名：〔人员1〕话没写"),
        ("小李和老王", "小〔人员1〕和老〔人员2〕"),
        ("李  雷 与 Grace okafor", "李  雷 与 〔人员1〕"),
        ("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [SECRET 1]"),
        ("postgres://user:password@db", "postgres://[SECRET 1]@db"),
    ],
)
def test_what_only_the_words_around_it_betray_is_found(redactor: Redactor, text: str, left: str) -> None:
    assert redactor.redact(text).text == left


def test_the_check_digits_are_those_of_known_numbers() -> None:
    assert is_resident_id("11010519491231002X")
    assert is_resident_id("110105491231002")
    assert not is_resident_id("110105194912310029")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")


def test_a_roster_is_a_file_of_names(tmp_path: Path, policy: Privacy) -> None:
    path = tmp_path / "names.txt"
    path.write_text("\ufeff# 研发部\n王小明\n\n  Grace Okafor  \n明\n", encoding="utf-8")
    redactor = Redactor(policy, read_roster(path))
    assert (
        redactor.redact("王小明说 grace okafor 明天来；Graceokafor").text == "〔人员1〕说 〔人员2〕 明天来；Graceokafor"
    )


def test_a_roster_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "gbk.txt").write_bytes("王小明".encode("gbk"))
    for name in ("nowhere.txt", "gbk.txt"):
        with pytest.raises(NotReady) as raised:
            read_roster(tmp_path / name)
        assert raised.value.params == {"name": name}
