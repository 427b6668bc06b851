"""The request beside each reply, so that a reply that did not please can be asked again. Older replies have none."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("replies", sa.Column("request", sa.Text, nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("replies", "request")
