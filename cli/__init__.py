"""The command line: reads the clock and the environment, opens one transaction for each command, and prints."""
