"""What the process counts: for administrators, by closed labels, and the model's calls too."""

from pathlib import Path

from fastapi.testclient import TestClient

from advisor.bootstrap import Application
from advisor.llm.ledger import Entry, Ledger
from api.app import create_app
from api.metrics import Meter
from api.sessions import Sessions
from tests.api.conftest import ADMIN
from tests.conftest import fixed_now

ADMINISTRATOR = {"Authorization": f"Bearer {ADMIN}"}


def figures(client: TestClient) -> str:
    reply = client.get("/metrics", headers=ADMINISTRATOR)
    assert reply.headers["content-type"].startswith("text/plain")
    return reply.text


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    client.get("/v1/catalog")
    client.post("/v1/answers", json={"nothing": "asked"})
    told = figures(client)
    assert 'advisor_http_requests_total{method="GET",route="/v1/catalog",status="200"} ' in told
    assert 'advisor_http_requests_total{method="POST",route="/v1/answers",status="422"} ' in told
    assert 'advisor_http_first_byte_seconds_count{route="/v1/catalog"} ' in told


def test_nothing_a_caller_sends_becomes_a_label(client: TestClient) -> None:
    client.get("/v1/plans/somebody-s-secret-plan")
    client.get("/no/such/page-of-ours")
    client.request("BREW", "/v1/catalog")
    told = figures(client)
    assert "secret" not in told
    assert "page-of-ours" not in told
    assert "BREW" not in told


def test_the_figures_are_for_administrators(client: TestClient, anonymous: TestClient) -> None:
    assert client.get("/metrics").status_code == 403
    del anonymous.headers["Authorization"]
    assert anonymous.get("/metrics").status_code == 401


def test_what_a_model_s_call_took_is_counted(tmp_path: Path) -> None:
    meter, ledger = Meter(), Ledger(tmp_path, fixed_now, None)
    ledger.follow(meter.model_call)
    ledger.settle(0, Entry("home", "compatible:m", "planning/compose", "ok", 1200, 300, 0.02, 850.0))
    ledger.settle(0, Entry("home", "compatible:m", "planning/compose", "model_timeout", 1200, 0, None, 3000.0))
    told = meter.told().decode()
    call = 'model="compatible:m",task="planning/compose"'
    assert 'advisor_model_calls_total{model="compatible:m",outcome="ok",task="planning/compose"} 1.0' in told
    assert f'advisor_model_tokens_total{{direction="in",{call}}} 2400.0' in told
    assert f"advisor_model_cost_total{{{call}}} 0.02" in told
    assert f"advisor_model_seconds_sum{{{call}}} 3.85" in told
    assert "home" not in told


def test_what_broke_is_counted_too(served: Application, sessions: Sessions) -> None:
    app = create_app(served, sessions)

    @app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError

    broken = TestClient(app, raise_server_exceptions=False)
    assert broken.get("/breaks").status_code == 500
    told = broken.get("/metrics", headers=ADMINISTRATOR).text
    assert 'advisor_http_requests_total{method="GET",route="/breaks",status="500"} 1.0' in told
