"""Templates of letters: Word files with tags, read without trust, compiled once, and filled in for every letter."""
