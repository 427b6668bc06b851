"""A database of any earlier version is brought up to date when it is opened, and loses nothing."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import advisor.storage
from advisor.models.plan import Plan
from advisor.models.principal import HOME_TENANT
from advisor.models.requests import PlanRequest
from advisor.service import Advisor
from advisor.storage.database import Database
from advisor.storage.keys import KeyRing
from advisor.storage.replies import ReplyRepository
from tests.conftest import NOW

MIGRATIONS = Path(advisor.storage.__file__).parent / "migrations"
REQUEST = PlanRequest(text="研发总监一周没看简历")


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def revisions() -> list[str]:
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()]


def taken_back_to(revision: str, url: str) -> None:
    """Make the database what that version's was."""
    engine, how = create_engine(url), config()
    with engine.begin() as connection:
        how.attributes["connection"] = connection
        command.downgrade(how, revision)
    engine.dispose()


@pytest.mark.parametrize("revision", revisions())
def test_what_an_earlier_version_kept_is_still_there(revision: str, advisor: Advisor, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    plan: Plan = advisor.plan("研发总监一周没看简历")
    old = Database(url)
    ReplyRepository(old, HOME_TENANT).keep_plan(plan, REQUEST)
    secret = KeyRing(old).create("x", ("advise",), NOW)
    old.close()
    taken_back_to(revision, url)
    new = Database(url)
    assert ReplyRepository(new, HOME_TENANT).plan(plan.id) == plan
    assert KeyRing(new).principal(secret).tenant_id == HOME_TENANT
    ReplyRepository(new, HOME_TENANT).keep_plan(plan.model_copy(update={"id": "another"}), REQUEST)
    kept = ReplyRepository(new, HOME_TENANT).kept("another")
    assert kept.request == REQUEST.model_dump(mode="json", exclude_none=True)
    new.close()
