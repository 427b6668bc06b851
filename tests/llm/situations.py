"""What the model tests ask, in both languages."""

from advisor.models.base import Lang
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest

QUESTION: dict[Lang, str] = {
    "zh": "研发总监老说忙，我发过去的简历一周没人看，怎么办？",
    "en": "The head of R&D keeps saying he is busy and the résumés I sent a week ago are unread. What now?",
}
_SLOTS: dict[Lang, dict[str, str]] = {
    "zh": {"recipient": "李总", "matter": "后端岗位候选人", "deadline": "周四下班"},
    "en": {"recipient": "Alex", "matter": "the backend candidate", "deadline": "Thursday 5 pm"},
}


def asking(lang: Lang) -> AnswerRequest:
    return AnswerRequest(question=QUESTION[lang], department="rnd")


def planning(lang: Lang) -> PlanRequest:
    return PlanRequest(text=QUESTION[lang], department="rnd", process="interview")


def drafting(lang: Lang) -> DraftRequest:
    return DraftRequest(text=QUESTION[lang], department="rnd", kind="nudge", slots=_SLOTS[lang])
