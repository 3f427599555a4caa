"""The fast reader, for many letters made from few templates: parsed paragraphs are reused (see `read`).

Without it a national round takes more than a tenth longer. `document.read_whole` is the plain reader; a property test
(`tests/lint/test_known_paragraphs.py`) shows that both agree.
"""
