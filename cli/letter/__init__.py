"""`wian letter`."""
