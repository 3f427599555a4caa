"""A fast way to read letters made by few templates: what was read of one is known of all (see `read`).

Without it a national round takes more than a tenth longer. `document.read_whole` is the plain way; a property test
(`tests/lint/test_known_paragraphs.py`) holds that they agree.
"""
