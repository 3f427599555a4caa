"""How the service looks from outside: health, metrics, probes."""
