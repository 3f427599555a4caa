"""The cascade of a circular through the levels: issue, pass on, cancel, close, thank."""
