"""The use cases: diagnose, plan, draft, answer, search.

Each tells its story in stages: screen, look, diagnose, compose, keep. A stage takes a frozen value and returns a new
one. Nothing here knows HTTP, a terminal or a conversation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from advisor.answering.context import AnswerComposer, AnswerContext
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.diagnosis.engine import Diagnostician
from advisor.diagnosis.told import facts_told
from advisor.drafting.context import DraftComposer, DraftContext
from advisor.errors import InvalidInput, StorageUnavailable
from advisor.guardrails.screen import Screen
from advisor.language.detection import language_of
from advisor.language.folding import fold
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.deliverable import Deliverable
from advisor.models.draft import Draft
from advisor.models.events import Started
from advisor.models.knowledge import Teaching
from advisor.models.plan import Plan
from advisor.models.principal import HOME_TENANT, Principal
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest, SearchRequest
from advisor.models.search import SearchResult
from advisor.models.shared import Diagnosis, Engine, Provenance, Refusal
from advisor.models.situation import Situation
from advisor.models.writing import NOBODY, Asked, Listener
from advisor.planning.context import PlanComposer, PlanContext
from advisor.planning.selection import best_plays
from advisor.refused import refused_answer, refused_diagnosis, refused_draft, refused_plan
from advisor.retrieval.retriever import Filters, HybridRetriever, Look
from advisor.texts.catalogue import Catalogue
from advisor.texts.templates import Templates

_NEAREST = 5
# How much it counts that an item treats the friction the question shows, beside how well it was found.
_TREATS = 0.5
# The same for an item written for a sensitive subject that the question touches, and how far down it may lie.
_BOUNDS, _FAR = 0.65, 100
_NOT_ALL = 0.99
HOME = Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))


class ReplyStore(Protocol):
    """Where one tenant's replies are kept."""

    def keep_plan(self, plan: Plan, request: PlanRequest) -> None:
        """Keep a plan as it was given, with what was asked."""
        ...

    def keep_draft(self, draft: Draft, request: DraftRequest) -> None:
        """Keep a draft as it was given, with what was asked."""
        ...

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises NotFound."""
        ...


@dataclass(frozen=True)
class Composers:
    """Who composes each kind of reply."""

    plan: PlanComposer
    answer: AnswerComposer
    draft: DraftComposer


@dataclass(frozen=True)
class World:
    """What a request cannot know by itself: the time, fresh ids, and where a tenant's replies are kept."""

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    replies: Callable[[str], ReplyStore]


@dataclass(frozen=True)
class Advisor:
    """The advisory service. Every method may be called from any thread."""

    knowledge: Knowledge
    sources: Sources
    catalogue: Catalogue
    templates: Templates
    screen: Screen
    diagnostician: Diagnostician
    retriever: HybridRetriever
    # The playbook alone, and what answers when nobody asks for the playbook; the two are one without a model.
    floor: Composers
    composers: Composers
    world: World

    def diagnose(self, situation: Situation | str) -> Diagnosis:
        """Why the department does not cooperate. Raises InvalidInput for names that are not ours."""
        situation = Situation(text=situation) if isinstance(situation, str) else situation
        lang = situation.lang or language_of(situation.text)
        self.diagnostician.lookup(situation.department, situation.process)
        if refusal := self._refusal(situation, lang):
            return refused_diagnosis(lang, refusal)
        look = self.retriever.look(situation.text, lang)
        return self.diagnostician.diagnose(situation, lang, nearest=look.nearest("friction/", _NEAREST))

    def plan(self, request: PlanRequest | str, principal: Principal = HOME, listener: Listener = NOBODY) -> Plan:
        """A dated, cited plan, which is kept. Raises InvalidInput for names that are not ours."""
        request = PlanRequest(text=request) if isinstance(request, str) else request
        lang = request.lang or language_of(request.text)
        self._check(request)
        if refusal := self._refusal(request, lang):
            return refused_plan(self.world.new_id(), lang, refusal, self._provenance())
        look = self.retriever.look(request.text, lang)
        diagnosis = self.diagnostician.diagnose(
            request, lang, request.answers, nearest=look.nearest("friction/", _NEAREST)
        )
        listener.tell(Started(diagnosis=diagnosis))
        context = replace(self._plan_context(request, diagnosis, look), asked=Asked(principal.tenant_id, listener))
        plan = self._composers(request.engine).plan.compose(context)
        plan = plan.model_copy(update={"provenance": self._judged(plan.provenance, request.engine)})
        if listener.gone:
            return plan
        try:
            self.world.replies(principal.tenant_id).keep_plan(plan, request)
        except StorageUnavailable:
            return plan.model_copy(update={"provenance": _not_kept(plan.provenance)})
        return plan

    def kept_plan(self, plan_id: str, principal: Principal = HOME) -> Plan:
        """A plan that was made before. Raises NotFound."""
        return self.world.replies(principal.tenant_id).plan(plan_id)

    def answer(self, request: AnswerRequest | str, principal: Principal = HOME, listener: Listener = NOBODY) -> Answer:
        """A cited answer, at most 800 Chinese characters or 450 English words."""
        request = AnswerRequest(question=request) if isinstance(request, str) else request
        lang = request.lang or language_of(request.question)
        self.diagnostician.lookup(request.department, request.process)
        refusal = self.screen.refusal(request.question, lang)
        if refusal:
            return refused_answer(self.world.new_id(), lang, refusal, self._provenance())
        look = self.retriever.look(request.question, lang)
        situation = Situation(text=request.question, lang=lang, department=request.department, process=request.process)
        diagnosis = self.diagnostician.diagnose(situation, lang, nearest=look.nearest("friction/", _NEAREST))
        listener.tell(Started(diagnosis=diagnosis))
        context = AnswerContext(
            answer_id=self.world.new_id(),
            created_at=self.world.now(),
            lang=lang,
            question=request.question,
            diagnosis=diagnosis,
            knowledge=self.knowledge,
            sources=self.sources,
            catalogue=self.catalogue,
            teachings=self._teachings(look, diagnosis),
            plays=best_plays(self._plan_context(situation, diagnosis, look), 1),
            asked=Asked(principal.tenant_id, listener),
        )
        answer = self._composers(request.engine).answer.compose(context)
        return answer.model_copy(update={"provenance": self._judged(answer.provenance, request.engine)})

    def draft(self, request: DraftRequest, principal: Principal = HOME, listener: Listener = NOBODY) -> Draft:
        """A text ready to send, which is kept. Raises InvalidInput for names, kinds or slots that are not ours."""
        lang = request.lang or language_of(request.text)
        deliverable = self._deliverable(request.kind)
        _check_slots(request, deliverable)
        self._check(request)
        if refusal := self._refusal(request, lang):
            return refused_draft(
                self.world.new_id(), deliverable.id, request.channel, lang, refusal, self._provenance()
            )
        look = self.retriever.look(request.text, lang)
        diagnosis = self.diagnostician.diagnose(request, lang, nearest=look.nearest("friction/", _NEAREST))
        now = self.world.now()
        context = DraftContext(
            draft_id=self.world.new_id(),
            created_at=now,
            today=self._today(request, now),
            lang=lang,
            situation=request,
            deliverable=deliverable,
            channel=request.channel,
            diagnosis=diagnosis,
            knowledge=self.knowledge,
            sources=self.sources,
            catalogue=self.catalogue,
            templates=self.templates,
            slots=dict(request.slots),
            asked=Asked(principal.tenant_id, listener),
        )
        draft = self._composers(request.engine).draft.compose(context)
        draft = draft.model_copy(update={"provenance": self._judged(draft.provenance, request.engine)})
        if listener.gone:
            return draft
        try:
            self.world.replies(principal.tenant_id).keep_draft(draft, request)
        except StorageUnavailable:
            return draft.model_copy(update={"provenance": _not_kept(draft.provenance)})
        return draft

    def search(self, request: SearchRequest | str) -> SearchResult:
        """The best passages for a query. Raises InvalidInput for a department or process that is not ours."""
        request = SearchRequest(query=request) if isinstance(request, str) else request
        department, process = self.diagnostician.lookup(request.department, request.process)
        filters = Filters(kinds=request.kinds, department=department, process=process)
        return self.retriever.search(request.query, request.k, filters, request.lang)

    def _refusal(self, situation: Situation, lang: Lang) -> Refusal | None:
        """Why this situation gets no advice, by its account or by what is to be put into a text; None when it does."""
        return self.screen.refusal(situation.text, lang) or self.screen.refusal_of_parts(situation.parts(), lang)

    def _check(self, situation: Situation) -> None:
        """Raises InvalidInput for what the caller can mend, before anything is judged or made."""
        self.diagnostician.lookup(situation.department, situation.process)
        self._today(situation, self.world.now())

    def _plan_context(self, situation: Situation, diagnosis: Diagnosis, look: Look) -> PlanContext:
        now = self.world.now()
        return PlanContext(
            plan_id=self.world.new_id(),
            created_at=now,
            today=self._today(situation, now),
            lang=diagnosis.lang,
            situation=situation,
            told=facts_told(situation.text),
            diagnosis=diagnosis,
            knowledge=self.knowledge,
            sources=self.sources,
            catalogue=self.catalogue,
            nearest_plays=look.nearest("play/", _NEAREST),
        )

    def _teachings(self, look: Look, diagnosis: Diagnosis) -> tuple[Teaching, ...]:
        """What answers the question, best first: found by its words, and nearer when it treats what the account shows.

        An item written for a sensitive subject that the account touches is a candidate even from far down.
        """
        shown = {friction.id: friction.confidence for friction in diagnosis.frictions}
        touched = {flag.id for flag in diagnosis.risk_flags}
        ranked = []
        for rank, hit in enumerate(look.hits(_FAR, Filters(prefixes=("guidance/", "faq/")))):
            folder, _, item = hit.source_id.partition("/")
            teaching: Teaching = getattr(self.knowledge, folder)[item]
            treats = max((shown.get(name, 0.0) for name in teaching.frictions), default=0.0)
            bounds = _BOUNDS if touched.intersection(teaching.risks) else 0.0
            if rank < _NEAREST or bounds:
                # The bonus fills part of what is left up to 1, so that an item with this very ask stays first.
                bonus = min(_TREATS * treats + bounds, _NOT_ALL)
                ranked.append((hit.score + bonus * (1 - hit.score), teaching))
        return tuple(teaching for _, teaching in sorted(ranked, key=lambda pair: -pair[0]))

    def _deliverable(self, kind: str) -> Deliverable:
        wanted = fold(kind)
        for deliverable in self.knowledge.deliverables.values():
            if wanted in {deliverable.id, fold(deliverable.name.zh), fold(deliverable.name.en)}:
                return deliverable
        raise InvalidInput("unknown_kind", "kind", value=kind, known=", ".join(self.knowledge.deliverables))

    def _today(self, situation: Situation, now: datetime) -> date:
        today = situation.today or now.date()
        needed_by = situation.facts.needed_by if situation.facts else None
        if needed_by and needed_by < today:
            raise InvalidInput("needed_by_past", "facts.needed_by", value=needed_by, today=today)
        return today

    def _judged(self, provenance: Provenance, engine: Engine) -> Provenance:
        """What the caller has to know: a model is not there or did not answer, or an index does not."""
        reason = provenance.degraded_reason
        if engine == "llm" and self.composers is self.floor:
            reason = "model_not_configured"
        elif reason is None and self.retriever.broken:
            reason = "index_unavailable: " + ", ".join(self.retriever.broken)
        if reason is None:
            return provenance
        return provenance.model_copy(update={"degraded": True, "degraded_reason": reason})

    def _composers(self, engine: Engine) -> Composers:
        return self.floor if engine == "playbook" else self.composers

    def _provenance(self) -> Provenance:
        return Provenance(engine="playbook", knowledge_version=self.knowledge.version, created_at=self.world.now())


def _not_kept(provenance: Provenance) -> Provenance:
    """The reply is good but could not be stored; the caller must keep it."""
    return provenance.model_copy(update={"degraded": True, "degraded_reason": "not_kept"})


def _check_slots(request: DraftRequest, deliverable: Deliverable) -> None:
    known = [slot.name for slot in deliverable.slots]
    for name in request.slots:
        if name not in known:
            raise InvalidInput("unknown_slot", f"slots.{name}", value=name, known=", ".join(known))
