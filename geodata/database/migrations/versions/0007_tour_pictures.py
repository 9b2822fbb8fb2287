"""Pictures that were uploaded for a tour's own slides."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    column: sa.Column[bool] = sa.Column(
        "in_tours", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.add_column(column)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_column("in_tours")
