"""Separating questions: only those whose answer would change the diagnosis are asked.

A question's public id is `<friction>.<question>`, so that an answer says by itself where it belongs.
"""

from collections.abc import Mapping

from advisor.diagnosis.causes import CauseWeigher, Picked, Weighted
from advisor.errors import InvalidInput
from advisor.models.base import Lang
from advisor.models.knowledge import Friction, Question
from advisor.models.shared import AskedOption, AskedQuestion

MOST_QUESTIONS = 4
# A second friction this close to the first is worth a question of its own.
_CLOSE = 0.6
# What must stay the same for an answer to have changed nothing.
_TOP = 2


def split_answers(answers: Mapping[str, str], frictions: Mapping[str, Friction]) -> Picked:
    """The root causes each answer speaks for. Raises InvalidInput for a question or option that does not exist."""
    picked = {}
    for question_id, option_id in answers.items():
        question = _question(question_id, frictions)
        if question is None:
            raise InvalidInput("unknown_question", "answers", value=question_id)
        options = {option.id: option for option in question.options}
        if option_id not in options:
            raise InvalidInput("unknown_option", "answers", value=option_id, known=", ".join(options))
        picked[question_id] = options[option_id].favours
    return picked


def choose_questions(
    text: str, frictions: Weighted, picked: Picked, weigher: CauseWeigher, lang: Lang
) -> tuple[AskedQuestion, ...]:
    """At most four questions of the strongest frictions that are still open and would change the ranking."""
    if not frictions:
        return ()
    strongest = frictions[0][1]
    asked: list[AskedQuestion] = []
    now = [cause.id for cause in weigher.weigh(text, frictions, picked)[:_TOP]]
    for friction, probability in frictions:
        if probability < strongest * _CLOSE:
            break
        for question in friction.questions:
            question_id = f"{friction.id}.{question.id}"
            if question_id in picked:
                continue
            outcomes = (
                [c.id for c in weigher.weigh(text, frictions, {**picked, question_id: option.favours})[:_TOP]]
                for option in question.options
            )
            if any(outcome != now for outcome in outcomes):
                asked.append(_asked(question_id, question, lang))
    return tuple(asked[:MOST_QUESTIONS])


def _question(question_id: str, frictions: Mapping[str, Friction]) -> Question | None:
    friction_id, _, name = question_id.partition(".")
    friction = frictions.get(friction_id)
    return next((q for q in friction.questions if q.id == name), None) if friction else None


def _asked(question_id: str, question: Question, lang: Lang) -> AskedQuestion:
    return AskedQuestion(
        id=question_id,
        text=question.text.in_(lang),
        options=tuple(
            AskedOption(id=option.id, text=option.text.in_(lang), favours=option.favours) for option in question.options
        ),
    )
