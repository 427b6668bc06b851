"""What a model costs is known, bounded and told."""

import json
from pathlib import Path

from advisor.llm.breaker import Breaker
from advisor.llm.cache import Cache, key_of
from advisor.llm.ledger import Entry, Ledger
from advisor.models.principal import Principal
from tests.conftest import NOW, fixed_now
from tests.llm.conftest import Modelled
from tests.llm.seen import ask
from tests.llm.server import ScriptedServer
from tests.llm.situations import asking


def entry(tokens: int = 100, tenant: str = "a") -> Entry:
    return Entry(tenant, "x:y", "t", "ok", tokens, 0, 0.5, 12.0)


def test_tokens_cost_and_time_stand_in_the_reply(modelled: Modelled) -> None:
    answer = ask(modelled("ok", prices={"compatible:ok": (1.0, 2.0)}), "answer", "zh")
    usage = answer.provenance.usage
    assert usage is not None
    assert (usage.calls, usage.tokens_in, usage.tokens_out, usage.cost) == (1, 900, 300, 0.0015)
    assert usage.upstream_ms > 0
    assert usage.sources_used > 1
    assert set(answer.provenance.prompts) == {"answering/compose.system.zh", "answering/compose.user.zh"}


def test_a_repaired_reply_counts_both_calls(modelled: Modelled) -> None:
    usage = ask(modelled("invalid_once"), "answer", "zh").provenance.usage
    assert usage is not None
    assert (usage.calls, usage.tokens_in) == (2, 1800)


def test_a_reply_that_broke_off_is_charged_for(modelled: Modelled) -> None:
    usage = ask(modelled("no_finish"), "answer", "zh").provenance.usage
    assert usage is not None
    assert usage.tokens_in > 0
    assert usage.tokens_out > 0


def test_the_days_budget_stops_before_the_call(modelled: Modelled, server: ScriptedServer) -> None:
    answer = ask(modelled("ok", daily_tokens=1000), "answer", "zh")
    assert answer.provenance.degraded_reason == "model_over_budget"
    assert server.requests == []


def test_each_tenant_has_a_budget_of_its_own(modelled: Modelled) -> None:
    advisor = modelled("ok", daily_tokens=7000)
    reasons = [
        advisor.answer(asking("zh"), Principal(tenant_id=tenant, scopes=frozenset())).provenance.degraded_reason
        for tenant in ("a", "a", "b")
    ]
    assert reasons == [None, "model_over_budget", None]


def test_what_did_not_fit_is_named(modelled: Modelled) -> None:
    usage = ask(modelled("ok", context_tokens=5600), "answer", "zh").provenance.usage
    assert usage is not None
    assert usage.left_out
    assert usage.sources_used >= 1


def test_a_context_too_small_for_anything_leaves_the_playbook(modelled: Modelled, server: ScriptedServer) -> None:
    answer = ask(modelled("ok", context_tokens=2304), "answer", "zh")
    assert answer.provenance.degraded_reason == "model_context_full"
    assert server.requests == []


def test_the_same_question_is_not_paid_for_twice(modelled: Modelled, server: ScriptedServer) -> None:
    advisor = modelled("ok", cache_size=8)
    first, second = (advisor.answer(asking("zh")) for _ in range(2))
    assert len(server.requests) == 1
    assert second.answer == first.answer
    assert second.provenance.usage is not None
    assert (second.provenance.usage.cached, second.provenance.usage.calls) == (True, 0)
    advisor.answer(asking("zh"), Principal(tenant_id="other", scopes=frozenset()))
    assert len(server.requests) == 2, "a reply belongs to one tenant"


def test_a_reservation_that_does_not_fit_takes_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, fixed_now, 250)
    assert ledger.reserve("a", 200)
    assert not ledger.reserve("a", 51)
    assert ledger.reserve("a", 50)
    ledger.settle(200, entry(tokens=10))
    assert ledger.reserve("a", 190)
    assert not ledger.reserve("a", 1)


def test_spending_outlives_a_restart_and_is_shared(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path, fixed_now, 250), Ledger(tmp_path, fixed_now, 250)
    assert one.reserve("a", 200)
    one.settle(200, entry(tokens=200))
    assert not other.reserve("a", 51)
    assert other.reserve("b", 250)
    assert Ledger(tmp_path, fixed_now, None).today()["a"].tokens == 200


def test_a_torn_line_is_passed_over_and_a_new_day_begins_with_nothing(tmp_path: Path) -> None:
    day = NOW
    ledger = Ledger(tmp_path, lambda: day, 250)
    ledger.settle(0, entry())
    with next(tmp_path.glob("*.jsonl")).open("ab") as file:
        file.write(b'{"tenant": "a"\n' + json.dumps(vars(entry())).encode())
    assert Ledger(tmp_path, lambda: day, None).today()["a"].calls == 1
    day = NOW.replace(day=24)
    assert ledger.today() == {}


def test_a_key_holds_everything_a_reply_depends_on() -> None:
    given = ("e", "tenant", ["a"], {"type": "object"}, 0.2)
    others = [("f", *given[1:]), ("e", "u", *given[2:]), (*given[:2], ["b"], *given[3:]), (*given[:4], 0.3)]
    assert len({key_of(*each) for each in [given, *others]}) == 5


def test_the_cache_forgets_what_was_not_asked_for_longest() -> None:
    cache = Cache(2)
    cache.put("a", {"n": 1})
    cache.put("b", {"n": 2})
    cache.get("a")
    cache.put("c", {"n": 3})
    assert (cache.get("a"), cache.get("b")) == ({"n": 1}, None)


def test_a_failing_endpoint_is_left_alone_and_then_tried_once() -> None:
    now = 0.0
    breaker = Breaker(lambda: now, failures=2, pause=30)
    for _ in range(2):
        assert breaker.lets_through()
        breaker.failed()
    assert breaker.open
    assert not breaker.lets_through()
    now = 31.0
    assert breaker.lets_through()
    assert not breaker.lets_through(), "one call tries it for all"
    breaker.succeeded()
    assert breaker.lets_through()


def test_an_open_circuit_makes_no_call(modelled: Modelled, server: ScriptedServer) -> None:
    advisor = modelled("500")
    reasons = [ask(advisor, "answer", "zh").provenance.degraded_reason for _ in range(5)]
    assert reasons[-1] == "model_paused"
    assert len(server.requests) < 10


def test_the_next_model_answers_when_the_first_does_not(modelled: Modelled, server: ScriptedServer) -> None:
    advisor = modelled("401", fallbacks="compatible:ok")
    answer = ask(advisor, "answer", "zh")
    assert answer.provenance.model == "compatible:ok"
    assert [body["model"] for body in server.requests] == ["401", "ok"]


def test_the_playbook_may_still_be_asked_for(modelled: Modelled, server: ScriptedServer) -> None:
    answer = modelled("ok").answer(asking("zh").model_copy(update={"engine": "playbook"}))
    assert (answer.provenance.engine, answer.provenance.degraded, server.requests) == ("playbook", False, [])
    assert answer.provenance.usage is None
    assert "usage" not in json.loads(answer.model_dump_json())["provenance"]
