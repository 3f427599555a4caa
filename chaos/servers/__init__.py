"""The run's own PostgreSQL and RabbitMQ, which may be stopped, killed and started."""
