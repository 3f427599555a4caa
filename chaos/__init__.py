"""Faults on purpose: workers, beats and servers are killed, stopped and misled; then what is left is checked."""
