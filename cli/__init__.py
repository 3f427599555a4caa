"""The command line: it reads clock and environment, opens a transaction per command, and prints."""
