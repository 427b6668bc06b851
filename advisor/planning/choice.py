"""The steps a model may choose from, and its choice made lawful: an opener where one must be, no phase left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.corpus.passages import source_id
from advisor.language.measure import tokens
from advisor.planning.context import PlanContext
from advisor.planning.selection import NEEDED, best_plays, choose_plays, completed, may_escalate
from advisor.planning.steps import Chosen, all_steps, own_words
from advisor.texts.quoting import quoted

# Beside the plays the playbook would take, as many again to choose from.
_MORE_PLAYS = 4


@dataclass(frozen=True)
class Action:
    """One step on offer, under the label it is chosen by, in its own words."""

    label: str
    chosen: Chosen
    title: str
    detail: str
    phase: str

    def shown(self) -> dict[str, str]:
        """What the model sees of it."""
        return {"step": self.label, "phase": self.phase, "title": self.title, "detail": self.detail}


@dataclass(frozen=True)
class Choice:
    """The steps on offer, and the sources of those that did not fit."""

    actions: tuple[Action, ...]
    left_out: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that may be chosen."""
        return tuple(action.label for action in self.actions)

    def completed(self, labels: Sequence[str], context: PlanContext) -> list[Chosen]:
        """The chosen steps, and every step of the plays that had to be added to make them a plan."""
        by_label = {action.label: action.chosen for action in self.actions}
        chosen = [by_label[label] for label in dict.fromkeys(labels) if label in by_label]
        own = list(dict.fromkeys(each.play.id for each in chosen))
        plays = completed([context.knowledge.plays[name] for name in own], context)
        wanted: list[Chosen] = []
        for play in plays:
            wanted += [each for each in chosen if each.play == play] if play.id in own else all_steps([play])
        lacking = set(NEEDED) - {each.step.phase for each in wanted}
        # A play may have been chosen for one of its steps alone; its others fill the phases a plan must not lack.
        return wanted + [each for each in all_steps(plays) if each.step.phase in lacking]


def offered(context: PlanContext, room: int) -> Choice:
    """The steps of the best plays, in so far as `room` tokens hold whole plays."""
    plays = {play.id: play for play in (*choose_plays(context), *best_plays(context, _MORE_PLAYS))}
    actions: list[Action] = []
    left_out: list[str] = []
    for number, play in enumerate(plays.values(), start=1):
        made = [
            _action(f"P{number}.{place}", chosen, context) for place, chosen in enumerate(all_steps([play]), start=1)
        ]
        made = [action for action in made if action.phase != "escalate" or may_escalate(context)]
        size = sum(tokens(quoted(action.shown())) for action in made)
        if size > room:
            left_out.append(source_id("plays", play.id))
            continue
        room -= size
        actions += made
    return Choice(tuple(actions), tuple(left_out))


def _action(label: str, chosen: Chosen, context: PlanContext) -> Action:
    words = own_words(chosen, context)
    return Action(label, chosen, words.title, words.detail, chosen.step.phase)
