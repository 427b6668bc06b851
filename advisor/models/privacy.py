"""The privacy policy as data: which kinds of personal data are known, where each may go, and which words betray them.

It stands in knowledge/privacy.yaml. A company's own folder may hold a privacy.yaml with only the keys it changes.
"""

from typing import Annotated, Literal

from pydantic import Field

from advisor.models.base import Frozen, Text, Words

Kind = Literal[
    "person",
    "mobile",
    "landline",
    "resident_id",
    "bank_card",
    "email",
    "address",
    "employee_number",
    "passport",
    "plate",
    "chat_account",
    "ip",
    "credential",
]
Sink = Literal["model", "log", "export"]
Treatment = Literal["mask", "token", "drop", "allow"]
# One character is one rule: # stands for a digit, @ for a letter, anything else for itself.
Shape = Annotated[str, Field(min_length=3, max_length=40)]


class KindRule(Frozen):
    """One kind: what it is called, why it is hidden, the word in its token, and what happens to it on each way out."""

    name: Text
    purpose: Text
    token: Text
    model: Treatment
    log: Treatment
    export: Treatment

    def towards(self, sink: Sink) -> Treatment:
        """What is done with this kind on the way to `sink`."""
        treatment: Treatment = getattr(self, sink)
        return treatment


class Keeping(Frozen):
    """How long words stay in each place, said for people."""

    model: Text
    log: Text
    export: Text
    store: Text


class Labels(Frozen):
    """Words in front of a value that say what it is. After one of `kept` a number is left alone."""

    kept: Words
    joins: Words
    units: Words
    mobile: Words
    landline: Words
    resident_id: Words
    bank_card: Words
    employee_number: Words
    passport: Words
    wechat: Words
    qq: Words
    person: Words
    version: Words


class NameWords(Frozen):
    """What makes a person's name without a roster: surnames, titles, and the words that only look like names."""

    surnames: str
    cautious: str
    """Surnames that often end a word; they count only after a blank, a sign or one of `leads`."""
    compound: tuple[str, ...]
    latin: tuple[str, ...]
    titles: Words
    honorifics: tuple[str, ...]
    nicknames: str
    leads: str
    not_given: str
    not_names: tuple[str, ...]
    not_after: dict[str, str]


class AddressWords(Frozen):
    """The parts of a street address."""

    roads: tuple[str, ...]
    not_roads: tuple[str, ...]
    numerals: str
    numbers: str
    parts: tuple[str, ...]
    homes: tuple[str, ...]
    starts: tuple[str, ...]
    latin_roads: tuple[str, ...]
    latin_rooms: tuple[str, ...]


class Privacy(Frozen):
    """The whole policy."""

    kinds: dict[Kind, KindRule]
    quoted: Text
    """The token word for what the text itself writes like a token."""
    keeping: Keeping
    labels: Labels
    names: NameWords
    address: AddressWords
    plates: str
    card_prefixes: tuple[str, ...]
    employee_shapes: tuple[Shape, ...] = ()
