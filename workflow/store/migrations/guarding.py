"""Guards put up and taken down by a migration, on whatever database it runs."""

from alembic import op

from workflow.store import guards


def create(rules: tuple[guards.Rule, ...]) -> None:
    """Put up the triggers of these rules."""
    for statement in guards.create(op.get_context().dialect.name, rules):
        op.execute(statement)


def drop(rules: tuple[guards.Rule, ...]) -> None:
    """Take them down again."""
    for statement in guards.drop(op.get_context().dialect.name, rules):
        op.execute(statement)
