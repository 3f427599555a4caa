"""The rules' view of a Word file: paragraphs, runs, styles, sections, pictures."""
