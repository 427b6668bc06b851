"""The first tables: tenants, their keys, and the replies that are kept."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from advisor.models.principal import HOME_TENANT

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and the home tenant, to whom the command's replies belong."""
    tenants = op.create_table(
        "tenants",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.bulk_insert(tenants, [{"id": HOME_TENANT, "name": HOME_TENANT, "created_at": datetime.now(UTC)}])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant_id", sa.String(36), sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant_id", sa.String(36), sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("replies_by_tenant", "replies", ["tenant_id", "kind", "created_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("replies")
    op.drop_table("keys")
    op.drop_table("tenants")
