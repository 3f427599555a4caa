"""Chaos tests: workers, beats and servers are killed, stopped and misled; then the results are checked."""
