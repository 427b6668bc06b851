import pytest
from fastapi.testclient import TestClient

from advisor.bootstrap import Application
from api.sessions import Sessions


@pytest.mark.parametrize(("lang", "name", "said"), [("zh", "手机号", "代号"), ("en", "Mobile number", "token")])
def test_the_policy_is_told_in_the_callers_language(client: TestClient, lang: str, name: str, said: str) -> None:
    told = client.get("/v1/privacy", headers={"Accept-Language": lang}).json()
    kind = next(kind for kind in told["kinds"] if kind["id"] == "mobile")
    assert (told["lang"], kind["name"], kind["model"]["treatment"]) == (lang, name, "token")
    assert said in kind["model"]["said"]
    assert all(told["keeping"].values())


def test_every_kind_the_redactor_knows_is_told(client: TestClient, served: Application) -> None:
    told = client.get("/v1/privacy").json()
    assert {kind["id"] for kind in told["kinds"]} == set(served.redactor.policy.kinds)


def test_without_a_model_nothing_is_said_to_be_sent(client: TestClient) -> None:
    told = client.get("/v1/privacy").json()["model"]
    assert told == {"configured": False, "host": None, "fallback_hosts": []}


def test_no_name_of_the_roster_is_told(client: TestClient) -> None:
    assert client.get("/v1/privacy").json()["roster_names"] == 0


def test_the_start_page_leads_to_the_policy(anonymous: TestClient, sessions: Sessions) -> None:
    anonymous.get(f"/login?ticket={sessions.ticket()}")
    assert 'href="/v1/privacy?lang=en"' in anonymous.get("/?lang=en").text
    assert anonymous.get("/v1/privacy?lang=en").json()["lang"] == "en"
