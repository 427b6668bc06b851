import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from advisor.retrieval.english import English
from advisor.retrieval.goals import Labelled, labels_of
from advisor.retrieval.rounds import Cycle
from advisor.retrieval.school import Lesson

WORDS = ["[UNK]", "nobody", "came", "sales", "refuses", "training"]
LESSONS = [Lesson("nobody came", {"friction": "no_show"}), Lesson("sales refuses training", {"friction": "refusal"})]


def teacher() -> English:
    torch.manual_seed(1)
    sizes = BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=48
    )
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return English(BertModel(sizes), tokenizer, 32, 2)


class TestEnglish:
    def test_learns_the_labels_of_english_lessons(self) -> None:
        english, labels = teacher(), labels_of(LESSONS)
        texts = [lesson.text for lesson in LESSONS]
        told = list[str]()
        english.learn(LESSONS, Labelled(LESSONS, labels), 1, told.append, Cycle(40, 5e-3, 1e-2))
        assert told
        assert english.asked(texts).argmax(dim=1).tolist() == [0, 1]

    def test_sees_a_lesson_as_often_as_it_asks_for(self) -> None:
        told = list[str]()
        often = [Lesson("nobody came", {"friction": "no_show"}, 130), LESSONS[1]]
        teacher().learn(often, Labelled(often, labels_of(often)), 1, told.append, Cycle(1, 1e-3, 1e-3))
        assert " of 3," in told[0]

    def test_answers_in_the_order_it_was_asked(self) -> None:
        english = teacher().eval()
        one, other = english.asked(["sales refuses training", "nobody"]), english.asked(["nobody"])
        assert torch.allclose(one[1], other[0], atol=0.05)
