"""Creation and removal of guards by a migration, on either database."""

from alembic import op

from workflow.store import guards, triggers


def create(rules: tuple[guards.Rule, ...]) -> None:
    """Create the triggers of these guards."""
    for statement in triggers.create(op.get_context().dialect.name, rules):
        op.execute(statement)


def drop(rules: tuple[guards.Rule, ...]) -> None:
    """Remove the triggers of these guards."""
    for statement in triggers.drop(op.get_context().dialect.name, rules):
        op.execute(statement)
