"""Guards put up and taken down by a migration, on whatever database it runs."""

from alembic import op

from workflow.store import triggers


def create(rules: tuple[triggers.Rule, ...]) -> None:
    """Put up the triggers of these rules."""
    for statement in triggers.create(op.get_context().dialect.name, rules):
        op.execute(statement)


def drop(rules: tuple[triggers.Rule, ...]) -> None:
    """Take them down again."""
    for statement in triggers.drop(op.get_context().dialect.name, rules):
        op.execute(statement)
