"""Monitoring of the service: health, metrics, probes."""
