"""A PostgreSQL and a RabbitMQ of the run's own, which may be stopped, killed and started at will."""
