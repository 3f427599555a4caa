"""Alembic's entry: runs migrations on the connection that `Database` hands over, inside its transaction."""

from alembic import context

from workflow.store import dispatch, pages, tables

assert dispatch.deliveries.metadata is pages.links.metadata is tables.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
