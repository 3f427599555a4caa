"""Measurements, each against a peer in the same run. They inform; no test depends on them."""
