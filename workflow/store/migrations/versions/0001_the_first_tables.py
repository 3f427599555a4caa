"""The first tables"""

import sqlalchemy as sa
from alembic import op

from workflow.store import guards, triggers

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "registers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receive', 'send', 'send_circular', 'send_stamped')", name=op.f("ck_registers_kind")
        ),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_registers_last_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registers")),
        sa.UniqueConstraint("code", "kind", "year", name=op.f("uq_registers_code_kind_year")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("parent_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("stamped_series", sa.String(length=10), nullable=False),
        sa.Column("letterhead", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("contact_signed", sa.JSON(), nullable=False),
        sa.Column("contact_stamped", sa.JSON(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("line_office", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["units.id"], name=op.f("fk_units_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.ForeignKeyConstraint(["province_id"], ["units.id"], name=op.f("fk_units_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_province_id"), ["province_id"], unique=False)

    op.create_table(
        "circulars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("report_file", sa.Text(), nullable=True),
        sa.Column("report_sha256", sa.String(length=64), nullable=True),
        sa.Column("import_wins", sa.Boolean(), nullable=False),
        sa.Column("verify_reports", sa.Boolean(), nullable=False),
        sa.Column("matter", sa.JSON(), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name=op.f("ck_circulars_state")),
        sa.ForeignKeyConstraint(["issuer_id"], ["units.id"], name=op.f("fk_circulars_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
        sa.UniqueConstraint("code", name=op.f("uq_circulars_code")),
    )
    with op.batch_alter_table("circulars", schema=None) as batch_op:
        batch_op.create_index(
            "ix_circulars_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "register_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["registers.id"], name=op.f("fk_register_entries_register_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_register_entries_register_id_number")),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_deadlines_circular_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deadlines_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("circular_id", "version", name=op.f("uq_deadlines_circular_id_version")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("noun", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_events_circular_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_events_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_subject", ["noun", "subject_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_imports_circular_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_incidents_circular_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_incidents_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("key", name=op.f("uq_incidents_key")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_rank", sa.Integer(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.Column("encloses", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("template_sha256", sa.String(length=64), nullable=True),
        sa.Column("discarded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'issued') = (entry_id IS NOT NULL AND number IS NOT NULL AND date IS NOT NULL AND issued_at IS NOT NULL AND sha256 IS NOT NULL AND file IS NOT NULL AND template_sha256 IS NOT NULL)",
            name=op.f("ck_letters_numbered_when_issued"),
        ),
        sa.CheckConstraint("form IN ('external', 'stamped', 'memo')", name=op.f("ck_letters_form")),
        sa.CheckConstraint(
            "state = 'issued' OR (entry_id IS NULL AND number IS NULL AND date IS NULL)",
            name=op.f("ck_letters_unnumbered_until_issued"),
        ),
        sa.CheckConstraint("state IN ('draft', 'issued', 'discarded')", name=op.f("ck_letters_state")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_letters_circular_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_letters_entry_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["units.id"], name=op.f("fk_letters_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("circular_id", "sender_id", "stage", "deadline_version", name="uq_letters_one"),
        sa.UniqueConstraint("entry_id", name=op.f("uq_letters_entry_id")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(
            "ix_letters_draft",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('draft')"),
            postgresql_where=sa.text("state IN ('draft')"),
        )

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("above_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), server_default="missing", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint("duty IN ('pass_on', 'do')", name=op.f("ck_tasks_duty")),
        sa.CheckConstraint("outcome IN ('missing', 'incorrect', 'nil', 'complete')", name=op.f("ck_tasks_outcome")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned', 'done', 'waived', 'cancelled')",
            name=op.f("ck_tasks_state"),
        ),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_tasks_circular_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tasks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("unit_id", "circular_id", name=op.f("uq_tasks_unit_id_circular_id")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_above", ["circular_id", "above_id"], unique=False)
        batch_op.create_index(
            "ix_tasks_open",
            ["circular_id", "province_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned')"),
            postgresql_where=sa.text("state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned')"),
        )

    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('missing', 'incorrect', 'nil', 'complete')", name=op.f("ck_import_rows_outcome")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_import_rows_task_id")),
        sa.PrimaryKeyConstraint("import_id", "task_id", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "letter_addressees",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_addressees_letter_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_letter_addressees_unit_id")),
        sa.PrimaryKeyConstraint("letter_id", "position", name=op.f("pk_letter_addressees")),
    )
    with op.batch_alter_table("letter_addressees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_addressees_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "letter_tasks",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("district_name", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_tasks_letter_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_letter_tasks_task_id")),
        sa.PrimaryKeyConstraint("letter_id", "position", name=op.f("pk_letter_tasks")),
    )
    with op.batch_alter_table("letter_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_letter_tasks_task_id", ["task_id"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("time", sa.Time(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_receipts_entry_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_receipts_letter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_receipts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_receipts_standing",
            ["letter_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
    for statement in triggers.create(op.get_context().dialect.name, guards.FIRST):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop(op.get_context().dialect.name, guards.FIRST):
        op.execute(statement)
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_receipts_standing",
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_receipts_unit_id"))

    op.drop_table("receipts")
    with op.batch_alter_table("letter_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_tasks_task_id")

    op.drop_table("letter_tasks")
    with op.batch_alter_table("letter_addressees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_addressees_unit_id"))

    op.drop_table("letter_addressees")
    op.drop_table("import_rows")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tasks_open",
            sqlite_where=sa.text("state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned')"),
            postgresql_where=sa.text("state IN ('waiting', 'sent', 'received', 'passed_on', 'reported', 'returned')"),
        )
        batch_op.drop_index("ix_tasks_above")

    op.drop_table("tasks")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letters_draft",
            sqlite_where=sa.text("state IN ('draft')"),
            postgresql_where=sa.text("state IN ('draft')"),
        )

    op.drop_table("letters")
    op.drop_table("incidents")
    op.drop_table("imports")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_subject")

    op.drop_table("events")
    op.drop_table("deadlines")
    op.drop_table("register_entries")
    with op.batch_alter_table("circulars", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_circulars_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("circulars")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_province_id"))
        batch_op.drop_index(batch_op.f("ix_units_parent_id"))
        batch_op.drop_index(batch_op.f("ix_units_district_id"))

    op.drop_table("units")
    op.drop_table("registers")
