from pathlib import Path

import pytest

from advisor.bootstrap import storage_for
from advisor.errors import NotAllowed
from advisor.settings import Settings
from api.__main__ import _ensure_admin_key


def test_the_first_start_makes_one_admin_key_and_the_next_makes_none(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    made = _ensure_admin_key(settings)
    assert made
    assert storage_for(settings).keys.principal(made).scopes == {"advise", "admin"}
    assert _ensure_admin_key(settings) is None


def test_an_open_address_is_refused_until_a_key_exists(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed) as raised:
        _ensure_admin_key(Settings(data_dir=tmp_path, host="0.0.0.0"))  # noqa: S104  (what is refused here)
    assert raised.value.code == "open_without_key"
    _ensure_admin_key(Settings(data_dir=tmp_path))
    assert _ensure_admin_key(Settings(data_dir=tmp_path, host="0.0.0.0")) is None  # noqa: S104


def test_a_set_admin_key_is_taken_and_not_shown(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, admin_key="sk_set_by_the_operator", host="0.0.0.0")  # noqa: S104
    assert _ensure_admin_key(settings) is None
    assert storage_for(settings).keys.principal("sk_set_by_the_operator").scopes == {"advise", "admin"}
