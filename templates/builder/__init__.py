"""Builds the letters' templates, templates/letters/*.docx, with python-docx: `python -m templates.builder`.

- `wording/`: the Thai sentences. Change a sentence there and run `make templates`.
- `letters`, `forms`, `lists`: the lines of letters in order.
- `styles`: the named styles, with every measure of the typing rules.
- `writer`, `tables`, `pages`: the writing of these into a Word file by python-docx.
- `word_xml`, `drawings`, `package`, `fixed_parts/`: features missing in python-docx.

An officer may instead edit the Word files themselves; after changes here the files are built again.
"""
