"""The writing of lines into paragraphs of a Word file."""

import re

from docx.text.paragraph import Paragraph

from templates.builder.blocks import Line
from templates.builder.drawings import draw
from templates.builder.styles import LABEL, STYLES
from templates.builder.styling import set_look


def write_line(paragraph: Paragraph, line: Line) -> None:
    """Add a line to a paragraph, with the format in every run, because some editors ignore styles."""
    paragraph.style = line.style
    look = STYLES[line.style]
    if line.drawing:
        run = paragraph.add_run()
        set_look(run.font, look, thai=not look.latin)
        draw(run, line.drawing)
    for piece in filter(None, re.split("(«.*?»)", line.text.replace("~", "\u00a0"))):
        is_label = piece.startswith("«")
        run = paragraph.add_run(piece.strip("«»"), LABEL.name if is_label else None)
        set_look(run.font, LABEL if is_label else look, thai=not look.latin)
