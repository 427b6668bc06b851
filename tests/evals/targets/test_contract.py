"""One contract for both targets: the application here, and the same application behind a real server on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvicorn

from advisor.bootstrap import Application, build
from advisor.models.plan import Plan
from advisor.models.requests import PlanRequest, SearchRequest
from advisor.models.situation import Situation
from advisor.settings import Settings
from api.app import create_app
from api.sessions import Sessions
from evals.asking import Asker
from evals.records import Record
from evals.reference import Reference, reference_of
from evals.targets.http import HttpTarget
from evals.targets.local import MOMENT, LocalTarget
from evals.targets.target import Target, TargetFailed
from tests.conftest import fixed_now
from tests.evals.conftest import TEXT, case

KEY = "sk_of_the_contract"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = build(Settings(data_dir=tmp_path_factory.mktemp("behind")), now=fixed_now)
    app.storage.keys.create("evals", ("advise",), fixed_now(), secret=KEY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(app, Sessions(fixed_now)), port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    app.close()


@pytest.fixture(params=["local", "http"])
def target(request: pytest.FixtureRequest, application: Application) -> Iterator[Target]:
    if request.param == "local":
        yield LocalTarget(application)
        return
    made = HttpTarget(request.getfixturevalue("address"), KEY, reference_of(application))
    yield made
    made.close()


def test_every_door_answers_with_its_own_kind_of_reply(target: Target) -> None:
    told = target.ask("plan", PlanRequest(text=TEXT))
    assert isinstance(told.reply, Plan)
    assert told.ms > 0
    assert target.ask("search", SearchRequest(query=TEXT)).reply
    assert {"plan", "answer", "draft", "diagnose", "search"} <= target.doors


def test_a_fault_of_the_request_comes_with_the_service_s_own_code(target: Target) -> None:
    with pytest.raises(TargetFailed) as failed:
        target.ask("diagnose", Situation(text=TEXT, department="no such department"))
    assert failed.value.code == "unknown_department"


def test_it_tells_what_was_measured(target: Target, application: Application) -> None:
    target.ask("plan", PlanRequest(text=TEXT))
    assert target.identity()["knowledge_version"] == application.knowledge.version


def test_the_same_case_scores_the_same_at_both(target: Target, asker: Asker) -> None:
    one = case("same", expect={"department": "rnd", "escalates_only_after": 2})
    there = Asker(target, MOMENT.date()).measured(Record(case=one))
    here = asker.measured(Record(case=one))
    assert [(s.name, s.value) for s in there.scores] == [(s.name, s.value) for s in here.scores]


def test_a_source_that_is_not_ours_is_looked_up_through_the_search(address: str, application: Application) -> None:
    known = reference_of(application)
    strange = Reference(known.knowledge, type(known.sources)([]), known.templates, known.catalogue)
    with closing(HttpTarget(address, KEY, strange)) as there:
        told = there.ask("plan", PlanRequest(text=TEXT))
    assert any(told.passages.values())


def test_a_key_that_is_not_known_is_an_error_and_no_crash(address: str, application: Application) -> None:
    with closing(HttpTarget(address, "sk_wrong", reference_of(application))) as there:  # noqa: SIM117
        with pytest.raises(TargetFailed) as failed:
            there.ask("plan", PlanRequest(text=TEXT))
    assert failed.value.code == "not_authenticated"


def test_an_address_where_nobody_answers_is_an_error(application: Application) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with closing(HttpTarget(f"http://127.0.0.1:{port}", "", reference_of(application))) as there:  # noqa: SIM117
        with pytest.raises(TargetFailed) as failed:
            there.ask("plan", PlanRequest(text=TEXT))
    assert failed.value.code == "unreachable"
