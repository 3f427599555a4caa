"""`wian demo`: scenarios replayed, and what they leave."""
