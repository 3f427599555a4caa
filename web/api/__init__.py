"""The interface for other systems: a file for each resource, and a line in `routes.py` that says where it is."""
