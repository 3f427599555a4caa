"""Builds the letters' templates, templates/letters/*.docx, with python-docx: `python -m templates.builder`.

- `wording/`: the Thai sentences. Change a sentence there and run `make templates`.
- `letters`, `forms`, `lists`: which lines each letter has, in which order.
- `styles`: the named styles, with every measure of the typing rules.
- `writer`, `tables`, `pages`: put these into a Word file by python-docx.
- `word_xml`, `drawings`, `package`, `fixed_parts/`: what python-docx cannot do.

An officer may instead edit the Word files themselves; whoever changes them here builds them again.
"""
