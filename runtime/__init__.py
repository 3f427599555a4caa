"""What every process stands on: settings, services, logs, clock."""
