"""Generated texts, the same for the same seed: some hold one known value, the others nothing personal."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from advisor.models.privacy import Kind

ROSTER = frozenset({"张三丰", "欧阳明月", "李雷", "韩梅梅", "阿依古丽", "Li Xiaoming", "Grace Okafor", "赵钱孙"})
# Where a value stands: between Han characters, beside signs, at the ends of a text, in English.
FRAMES = (
    "请拨打{}确认一下", "他说{}，没人回", "{}这个先别外传", "候选人资料（{}）已发", "资料:{}", "见附件｛{}｝后回复",
    "对方留了{}就走了", "再核一遍【{}】。", "研发部一直不回，{}", "please check {} today", "He left {}, then nothing.",
    "HR记录：{}；部门未回复", "“{}”", "{}", "为什么{}还在群里", "第二行\n{}\n第四行",
)  # fmt: skip
FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in "0123456789@.-"}
HAN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
SURNAMES, GIVEN = "王李张刘陈赵黄吴徐孙胡朱郭罗郑谢韩唐冯", "建国伟芳秀英敏静强磊洋艳勇军杰娟涛明"
AREAS = ("110101", "310115", "440305", "330106", "510104", "420111", "320102", "610113")
Make = Callable[[Random], str]


def digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def mobile(random: Random) -> str:
    return f"1{random.choice('3456789')}{digits(random, 9)}"


def resident_id(random: Random) -> str:
    birth = f"{random.randint(1955, 2006)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = random.choice(AREAS) + birth + digits(random, 3)
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def legacy_id(random: Random) -> str:
    birth = f"{random.randint(30, 85)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    return random.choice(AREAS) + birth + digits(random, 3)


def card(random: Random) -> str:
    start, length = random.choice(
        [("622202", 19), ("6217", 19), ("6225", 16), ("4367", 16), ("5187", 16), ("3568", 16)]
    )
    body = start + digits(random, length - len(start) - 1)
    return next(body + last for last in "0123456789" if luhn_holds(body + last))


def luhn_holds(number: str) -> bool:
    total = 0
    for place, digit in enumerate(number[::-1]):
        total += int(digit) if place % 2 == 0 else sum(divmod(int(digit) * 2, 10))
    return total % 10 == 0


def grouped(random: Random, number: str, sizes: tuple[int, ...]) -> str:
    sign, at, parts = random.choice([" ", "-", " - ", ".", "·", "－", "—", "\u3000"]), 0, []
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return sign.join(part for part in (*parts, number[at:]) if part)


def hidden(random: Random, number: str) -> str:
    """The number with characters nobody sees between some of its digits."""
    unseen = ["", "", "\u200b", "\u200d", "\ufeff", "\u2060"]
    return "".join(char + random.choice(unseen) for char in number[:-1]) + number[-1]


def written(make: Make, sizes: tuple[int, ...]) -> Make:
    """The number in any of the ways people write it."""

    def write(random: Random) -> str:
        number = make(random)
        forms = [number, number, number.translate(FULL_WIDTH), grouped(random, number, sizes), hidden(random, number)]
        forms.append(grouped(random, number, sizes).translate(FULL_WIDTH))
        return random.choice(forms)

    return write


def any_mobile(random: Random) -> str:
    number = mobile(random)
    if random.random() < 0.25:
        return random.choice(["+86", "+86 ", "86-", "0086 ", "86"]) + number
    if random.random() < 0.2:
        return number.translate(HAN_DIGITS)
    return random.choice([" ".join(number), written(lambda _: number, (3, 4, 4))(random)])


def landline(random: Random) -> str:
    area = random.choice(["010", "021", "0755", "0571", "028"])
    number = random.choice("2345678") + digits(random, 7)
    split = f"{area} {number[:4]} {number[4:]}"
    return random.choice([f"{area}-{number}", f"{area}{number}", split, f"{area}-{number}".translate(FULL_WIDTH)])


def email(random: Random) -> str:
    name = random.choice(["wang.wei", "li_na88", "zhang-san", "hr2026", "chen+cv"])
    made = f"{name}@{random.choice(['example.com', 'mail.example.com.cn', 'qq.com', '163.com'])}"
    return random.choice([made, made.upper(), made.translate(FULL_WIDTH)])


def address(random: Random) -> str:
    place = random.choice(["北京市海淀区", "上海市浦东新区", "广东省深圳市南山区", "杭州市西湖区", ""])
    forms = [
        f"中关村大街{random.randint(1, 300)}号",
        f"人民路{random.randint(1, 999)}弄{random.randint(1, 60)}号",
        f"文三路{random.randint(1, 99)}号{random.randint(1, 9)}号楼{random.randint(101, 2099)}室",
        f"阳光花园{random.randint(1, 30)}栋{random.randint(1, 4)}单元{random.randint(101, 999)}室",
    ]
    return place + random.choice(forms)


def plate(random: Random) -> str:
    tail = random.choice([digits(random, 5), "D" + digits(random, 5), "A" + digits(random, 3) + "Z"])
    return random.choice("京沪粤浙苏川") + random.choice("ABCDE") + random.choice(["", "·", " ", "-"]) + tail


def passport(random: Random) -> str:
    return random.choice(["E1", "G5", "EA", "EC"]) + digits(random, 7)


def ip(random: Random) -> str:
    return f"192.168.{random.randint(0, 255)}.{random.randint(1, 254)}"


def employee_number(random: Random) -> str:
    return random.choice(["", "A", "HR-", "YF"]) + digits(random, random.randint(4, 8))


def chat_account(random: Random) -> str:
    return random.choice(["zhang_san", "liwei88", "wxid_", "hr-lily"]) + digits(random, random.randint(2, 6))


def chinese_name(random: Random) -> str:
    given = "".join(random.choices(GIVEN, k=random.choice([0, 0, 1, 2])))
    return f"{random.choice([*SURNAMES, '欧阳', '司马'])}{given}"


def latin_name(random: Random) -> str:
    return random.choice(["Li", "Wang", "Zhang Wei", "Chen", "Smith", "Zhao Min"])


def roster_name(random: Random) -> str:
    name = random.choice(sorted(ROSTER))
    return f"{name[0]}　{name[1]}" if len(name) == 2 and random.random() < 0.3 else name


LABEL_ENDS = ("", "：", ":", " ", "是", "为")
TITLES = ("经理", "总监", "主任", "工", "总", "老师", "主管", "部长", "先生", "女士", "副总")
FORMS_OF_ADDRESS = ("Mr. ", "Ms ", "Dr. ", "Director ", "Manager ", "manager ", "VP ")
# Kind, what may stand before the value, how it is made, what may stand behind it.
MAKERS: tuple[tuple[Kind, tuple[str, ...], Make, tuple[str, ...]], ...] = (
    ("mobile", ("", "电话", "手机号："), any_mobile, ("",)),
    ("resident_id", ("", "身份证"), written(resident_id, (6, 4, 4)), ("",)),
    ("resident_id", ("",), legacy_id, ("",)),
    ("bank_card", ("", "卡号："), written(card, (4, 4, 4, 4)), ("",)),
    ("landline", ("", "座机"), landline, ("",)),
    ("email", ("", "邮箱"), email, ("",)),
    ("address", ("住在", "，住", "地址：", ": "), address, ("",)),
    ("plate", ("", "车牌"), plate, ("",)),
    ("passport", ("", "护照"), passport, ("",)),
    ("ip", ("", "IP "), ip, ("",)),
    ("employee_number", tuple("工号" + end for end in LABEL_ENDS), employee_number, ("",)),
    ("chat_account", tuple("微信" + end for end in LABEL_ENDS), chat_account, ("",)),
    ("person", ("",), chinese_name, TITLES),
    ("person", FORMS_OF_ADDRESS, latin_name, ("",)),
    ("person", ("",), roster_name, ("",)),
)


class Sample(NamedTuple):
    """A text and the place of the one value it holds."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]


def samples(count: int, seed: int) -> Iterator[Sample]:
    """Texts with one value each; every kind about equally often."""
    random = Random(seed)  # noqa: S311  (nothing secret is made)
    for number in range(count):
        kind, before, make, after = MAKERS[number % len(MAKERS)]
        lead, value = random.choice(before), make(random)
        left, right = random.choice(FRAMES).split("{}")
        start = len(left + lead)
        yield Sample(kind, left + lead + value + random.choice(after) + right, start, start + len(value))


# Figures, dates, references and words of everyday work; # stands for a digit.
PLAIN = (Path(__file__).parent / "plain.txt").read_text(encoding="utf-8").splitlines()
STAGES = ("", "研发部：", "他问，", "（备注）", "HR says ", "\n- ")


def plain(count: int, seed: int) -> Iterator[str]:
    """Texts that hold nothing personal."""
    random = Random(seed)  # noqa: S311  (nothing secret is made)
    for number in range(count):
        text = "".join(random.choice("0123456789") if char == "#" else char for char in PLAIN[number % len(PLAIN)])
        yield random.choice(STAGES) + text + random.choice(["", "。", "，请跟进", "，部门没回"])
