"""The console of officers who sign in: a file for each page, and a line in `routes.py` that says where it is."""
