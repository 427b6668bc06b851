"""Who is asking: a tenant and what the key may do."""

from typing import Literal

from advisor.models.base import Frozen

Scope = Literal["advise", "admin"]
# The tenant of the command and of a single-company installation.
HOME_TENANT = "home"


class Principal(Frozen):
    """The caller; the tenant comes from the key and from nowhere else."""

    tenant_id: str
    scopes: frozenset[Scope]
    key_id: str | None = None


class KeyInfo(Frozen):
    """A key as it is listed; the secret is shown once, when it is made."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: str
    revoked: bool
