"""A circular's way through the levels: issue, pass on, cancel, close, thank."""
