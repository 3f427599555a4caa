"""Command line of Wian."""
