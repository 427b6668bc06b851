from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from advisor.errors import NotAuthenticated, NotFound, StorageUnavailable
from advisor.models.plan import Plan
from advisor.models.principal import HOME_TENANT
from advisor.models.requests import PlanRequest
from advisor.service import Advisor
from advisor.storage.database import Database
from advisor.storage.keys import KeyRing
from advisor.storage.replies import ReplyRepository
from tests.conftest import NOW

REQUEST = PlanRequest(text="研发总监一周没看简历")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'a' / 'advisor.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plan(advisor: Advisor) -> Plan:
    return advisor.plan("研发总监一周没看简历")


def test_a_plan_is_read_back_as_it_was_kept(database: Database, plan: Plan) -> None:
    ReplyRepository(database, HOME_TENANT).keep_plan(plan, REQUEST)
    assert ReplyRepository(database, HOME_TENANT).plan(plan.id) == plan


def test_another_tenant_s_plan_is_not_found_just_like_none(database: Database, plan: Plan) -> None:
    ReplyRepository(database, HOME_TENANT).keep_plan(plan, REQUEST)
    for tenant, wanted in (("other", plan.id), (HOME_TENANT, "none")):
        with pytest.raises(NotFound):
            ReplyRepository(database, tenant).plan(wanted)


def test_a_plan_outlives_the_process(tmp_path: Path, plan: Plan) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    first = Database(url)
    ReplyRepository(first, HOME_TENANT).keep_plan(plan, REQUEST)
    first.close()
    second = Database(url)
    assert ReplyRepository(second, HOME_TENANT).plan(plan.id).title == plan.title
    second.close()


def test_only_the_hash_of_a_key_is_kept(database: Database, tmp_path: Path) -> None:
    secret = KeyRing(database).create("x", ("advise",), NOW)
    database.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "a").iterdir())
    assert secret.encode() not in kept


def test_a_key_tells_who_holds_it_until_it_is_revoked(database: Database) -> None:
    keys = KeyRing(database)
    assert not keys.any_active()
    secret = keys.create("x", ("advise", "admin"), NOW)
    assert keys.principal(secret).scopes == {"advise", "admin"}
    keys.revoke(keys.list()[0].id, NOW)
    with pytest.raises(NotAuthenticated):
        keys.principal(secret)
    assert not keys.any_active()


def test_two_keys_share_no_structure(database: Database) -> None:
    one, other = (KeyRing(database).create("x", ("advise",), NOW) for _ in range(2))
    assert len(one) >= 43
    assert sum(a == b for a, b in zip(one[3:], other[3:], strict=True)) < 15


def test_setting_the_same_key_again_makes_no_second_one(database: Database) -> None:
    keys = KeyRing(database)
    keys.create("admin", ("admin",), NOW, secret="sk_fixed")
    keys.create("admin", ("admin",), NOW, secret="sk_fixed")
    assert len(keys.list()) == 1


def test_a_place_that_cannot_be_used_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageUnavailable) as raised:
        Database(f"sqlite:///{tmp_path / 'file' / 'advisor.db'}")
    assert str(tmp_path) not in str(raised.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "advisor.db").write_text("not a database, certainly not one", encoding="utf-8")
    with pytest.raises(StorageUnavailable):
        Database(f"sqlite:///{tmp_path / 'advisor.db'}")


def test_a_reply_is_kept_with_its_request(database: Database, plan: Plan) -> None:
    replies = ReplyRepository(database, HOME_TENANT)
    replies.keep_plan(plan, REQUEST)
    kept = replies.kept(plan.id)
    assert (kept.kind, kept.request) == ("plan", {"text": REQUEST.text, "engine": "auto"})
    with pytest.raises(NotFound):
        ReplyRepository(database, "other").kept(plan.id)


def test_a_reply_of_an_older_version_has_no_request(database: Database, plan: Plan) -> None:
    replies = ReplyRepository(database, HOME_TENANT)
    replies.keep_plan(plan, REQUEST)
    with database.session() as session:
        session.execute(text("UPDATE replies SET request = NULL"))
    assert replies.kept(plan.id).request is None
