"""The invariants of a run, as checks of the database, the files and the record of people."""
