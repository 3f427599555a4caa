"""`wian demo`: the replay of scenarios, and the export of its results."""
