from typing import Any

from advisor.models.base import Words
from advisor.models.channel import Channel, Limits, Look
from tests.conftest import NOW


def channel(**changes: Any) -> Channel:
    """A channel that allows one page, with some of it changed."""
    plain: dict[str, Any] = {
        "id": "c1",
        "tenant_id": "home",
        "name": "intranet",
        "public_key": "pk_test",
        "origins": ("https://intra.corp.cn",),
        "scope": "full",
        "anonymous": True,
        "look": Look(),
        "greeting": None,
        "suggestions": Words(),
        "limits": Limits(),
        "identity": None,
        "enabled": True,
        "created_at": NOW,
    }
    return Channel(**{**plain, **changes})
