"""A Word file as the rules see it: paragraphs, runs, styles, sections, pictures."""
