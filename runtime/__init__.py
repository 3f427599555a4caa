"""The basis of every process: settings, services, logs, clock."""
