"""Word packages: writing, editing, and the widths of the letters' font."""
