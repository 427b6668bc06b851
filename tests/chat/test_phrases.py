from pathlib import Path

import pytest
import yaml

from advisor.chat.phrases import load_phrases
from advisor.errors import KnowledgeInvalid
from advisor.settings import CONTENT
from advisor.texts.catalogue import Catalogue

PHRASES = CONTENT / "prompts" / "chat" / "phrases.yaml"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("whole", "thanks", "zh"), ["("]),
        (("whole", "thanks"), {"zh": []}),
        (("channels", "fax"), {"zh": ["传真"]}),
        (("ask", "department", "options"), []),
        (("ask", "level", "options"), {"king": {"zh": "王", "en": "king"}}),
        (("surprise",), 1),
    ],
    ids=["a broken expression", "a missing language", "an unknown channel", "no options", "an unknown level", "more"],
)
def test_bad_phrases_are_told_by_their_place(tmp_path: Path, place: tuple[str, ...], value: object) -> None:
    tree = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    node = tree
    for name in place[:-1]:
        node = node[name]
    node[place[-1]] = value
    path = tmp_path / "phrases.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as refused:
        load_phrases(path)
    told = [dict(problem.params)["field"] for problem in refused.value.problems]
    assert all(field.startswith(".".join(place[:-1])) for field in told)


def test_the_conversation_s_words_have_the_same_keys_in_both_languages() -> None:
    words = Catalogue(PHRASES.parent / "messages")
    assert words.keys("zh") == words.keys("en")


def test_a_long_message_is_no_wish() -> None:
    phrases = load_phrases(PHRASES)
    assert phrases.whole_match("change", "换成销售部呢") is not None
    assert phrases.whole_match("change", "换成" + "销" * 60 + "呢") is None
