"""Alembic's entry point: runs migrations on the connection of `Database`, inside its transaction."""

from alembic import context

from workflow.store import tables as t

assert t.deliveries.metadata is t.links.metadata is t.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=t.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
