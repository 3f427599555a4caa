"""Templates: Word files with tags, read once, trusted with nothing, checked for those who edit them, and filled in."""
