"""The use cases: diagnose, plan, draft, answer, search.

Each tells its story in stages: screen, look, diagnose, compose, keep. A stage takes a frozen value and returns a new
one. Nothing here knows HTTP, a terminal or a conversation.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from advisor.answering.context import AnswerContext
from advisor.answering.teachings import ranked_teachings, subject_of
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.diagnosis.engine import Diagnostician
from advisor.diagnosis.told import facts_told
from advisor.drafting.context import DraftContext
from advisor.errors import InvalidInput, StorageUnavailable
from advisor.guardrails.screen import Screen
from advisor.language.detection import language_of
from advisor.language.folding import fold
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.deliverable import Deliverable
from advisor.models.draft import Draft
from advisor.models.events import Started
from advisor.models.plan import Plan
from advisor.models.principal import HOME_TENANT, Principal
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest, SearchRequest
from advisor.models.search import SearchResult
from advisor.models.shared import Diagnosis, Engine, Provenance, Refusal
from advisor.models.situation import Situation
from advisor.models.writing import NOBODY, Asked, Listener
from advisor.planning.context import PlanContext
from advisor.planning.selection import best_plays
from advisor.refused import refused_answer, refused_diagnosis, refused_draft, refused_plan
from advisor.retrieval.retriever import Filters, HybridRetriever, Look
from advisor.texts.catalogue import Catalogue
from advisor.texts.templates import Templates
from advisor.world import Composers, World

# How many frictions and plays lie near enough to be heard.
_NEAREST = 5
HOME = Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))


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
            teachings=ranked_teachings(look, diagnosis, self.knowledge),
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
            subject=subject_of(look, diagnosis, self.knowledge),
        )

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
