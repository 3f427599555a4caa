"""Links and short codes by which offices open their pages, and refused attempts."""
