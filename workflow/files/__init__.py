"""Files that people hand in and files that Wian writes."""
