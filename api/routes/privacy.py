"""The privacy policy as it is in force: what is recognised and what happens to it on each way out."""

from collections.abc import Iterator

from fastapi import APIRouter

from advisor.models.base import Frozen, Lang
from advisor.models.privacy import Kind, KindRule, Sink, Treatment
from advisor.texts.catalogue import Catalogue
from api.deps import App, Language

router = APIRouter(prefix="/v1", tags=["privacy"])


class Way(Frozen):
    """What is done with a kind on one way out, for programs and in words."""

    treatment: Treatment
    said: str


class KindOut(Frozen):
    """One kind of personal data."""

    id: Kind
    name: str
    purpose: str
    model: Way
    log: Way
    export: Way


class KeepingOut(Frozen):
    """How long words stay where they go."""

    model: str
    log: str
    export: str
    store: str


class ModelOut(Frozen):
    """Whether anything is sent to a language model at all, to which host, and to which others when that one fails."""

    configured: bool
    host: str | None
    fallback_hosts: tuple[str, ...] = ()


class PrivacyOut(Frozen):
    """The whole policy, in one language."""

    lang: Lang
    model: ModelOut
    kinds: tuple[KindOut, ...]
    keeping: KeepingOut
    roster_names: int


@router.get("/privacy")
def read_privacy(app: App, lang: Language) -> PrivacyOut:
    """Tell which personal data is recognised, where it may go, and how long it stays there."""
    policy = app.redactor.policy
    return PrivacyOut(
        lang=lang,
        model=ModelOut(
            configured=bool(app.model_hosts),
            host=next(iter(app.model_hosts), None),
            fallback_hosts=app.model_hosts[1:],
        ),
        kinds=tuple(_kinds(policy.kinds, app.catalogue, lang)),
        keeping=KeepingOut(**{way: text.in_(lang) for way, text in policy.keeping}),
        roster_names=len(app.redactor.roster),
    )


def _kinds(rules: dict[Kind, KindRule], catalogue: Catalogue, lang: Lang) -> Iterator[KindOut]:
    for kind, rule in rules.items():
        yield KindOut(
            id=kind,
            name=rule.name.in_(lang),
            purpose=rule.purpose.in_(lang),
            model=_way(rule, "model", catalogue, lang),
            log=_way(rule, "log", catalogue, lang),
            export=_way(rule, "export", catalogue, lang),
        )


def _way(rule: KindRule, sink: Sink, catalogue: Catalogue, lang: Lang) -> Way:
    treatment = rule.towards(sink)
    key = "token_log" if treatment == "token" and sink != "model" else treatment
    return Way(treatment=treatment, said=catalogue.say(lang, f"privacy.{key}"))
