"""Who is asking: a tenant and what the key may do."""

from typing import Literal

from advisor.models.base import Frozen

# "chat" is what a widget's session may do: converse, and open what its own conversations made.
Scope = Literal["advise", "admin", "chat"]
# The tenant of the command and of a single-company installation.
HOME_TENANT = "home"


class Owner(Frozen):
    """A whole tenant, or one of its subjects."""

    tenant_id: str
    subject: str | None = None


class Principal(Frozen):
    """The caller; the tenant comes from the key and from nowhere else."""

    tenant_id: str
    scopes: frozenset[Scope]
    key_id: str | None = None
    session_id: str | None = None
    """The widget session, for callers without a key."""
    channel_id: str | None = None
    subject: str | None = None
    """Whose conversations the caller may see; None for all of the tenant's."""
    answers_only: bool = False
    """Whether the caller's channel gives answers and neither plans nor drafts."""

    @property
    def owner(self) -> Owner:
        """Whose conversations are meant."""
        return Owner(tenant_id=self.tenant_id, subject=self.subject)


class KeyInfo(Frozen):
    """A key as it is listed; the secret is shown once, when it is made."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: str
    revoked: bool
