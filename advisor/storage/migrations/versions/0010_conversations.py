"""Conversations, their messages and what people thought of them; channels, widget sessions and used identities."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0002"
_ID, _TIME = sa.String(36), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("tenant_id", _ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("memory", sa.Text),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
    )
    op.create_index("conversations_by_owner", "conversations", ["tenant_id", "subject", "updated_at"])
    op.create_table(
        "messages",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("conversation_id", _ID, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("events", sa.Text),
        sa.Column("plan_id", _ID),
        sa.Column("draft_id", _ID),
        sa.Column("unanswered", sa.Boolean, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.UniqueConstraint("conversation_id", "place"),
    )
    op.create_index("messages_by_plan", "messages", ["plan_id"])
    op.create_index("messages_by_draft", "messages", ["draft_id"])
    op.create_table(
        "feedback",
        sa.Column("message_id", _ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("rating", sa.String(4), nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("created_at", _TIME, nullable=False),
    )
    _channels()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("used_identities", "widget_sessions", "channels", "feedback", "messages", "conversations"):
        op.drop_table(table)


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("tenant_id", _ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
    )
    op.create_table(
        "widget_sessions",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("tenant_id", _ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_index("widget_sessions_by_end", "widget_sessions", ["expires_at"])
    op.create_table(
        "used_identities",
        sa.Column("channel_id", _ID, sa.ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("jti", sa.String(64), primary_key=True),
        sa.Column("expires_at", _TIME, nullable=False),
    )
