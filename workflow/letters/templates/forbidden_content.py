"""Content that is forbidden in a template, because every letter would carry it to its receivers.

Macros and embedded objects run; pictures, templates and fields stored elsewhere are fetched when a letter is opened,
which reveals the reader to their owner. Links that a reader must click are allowed.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from workflow.docx.parts import W

_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RUNS = {
    **dict.fromkeys(("vbaProject", "wordVbaData", "keyMapCustomizations", "attachedToolbars"), "macros"),
    **dict.fromkeys(("oleObject", "package", "control", "activeXControlBinary"), "an embedded object"),
    **dict.fromkeys(("aFChunk", "subDocument"), "another document inside it"),
    **dict.fromkeys(("ui/extensibility", "extensibility"), "buttons of its own"),
}
_CLICKED = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_WORD_LENGTH = 40
_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "HYPERLINK"))


def distrusted(parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]) -> Iterator[str]:
    """The faults of a file, in words that follow its name."""
    types = trees.get(_TYPES)
    kinds = {} if types is None else {entry.get("PartName"): entry.get("ContentType") for entry in types}
    kind = kinds.get("/word/document.xml", _WORD)
    if kind != _WORD:
        macros = "has macros" if "macroEnabled" in str(kind) else "is no plain Word document"
        yield f"{macros}: save it in Word as a Word Document (.docx)"
    for name in parts:
        if "vbaproject" in name.lower() or name.lower().endswith((".bin", ".exe", ".dll")):
            yield f"has macros or an embedded object ({name}): remove it"
    for name, tree in trees.items():
        for relation in tree.iter(_RELATION):
            yield from _related(name, relation)
        yield from (f"has the field {word}, which Word would run or fetch: remove it" for word in _fields(tree))


def _related(part: str, relation: etree._Element) -> Iterator[str]:
    kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
    target = str(relation.get("Target", ""))
    if kind in _RUNS:
        yield f"has {_RUNS[kind]} ({target}): remove it"
    elif relation.get("TargetMode") == "External" and not (kind == "hyperlink" and _CLICKED.match(target)):
        yield f"refers to {target[:80]}, which lies elsewhere ({kind} in {part}): put it into the file or remove it"


def _fields(tree: etree._Element) -> Iterator[str]:
    """The fields that letters do not need; an instruction may be spread over several runs."""
    instructions: list[str] = []  # of nested fields
    for step in tree.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        kind = step.get(f"{W}fldCharType")
        if step.tag == f"{W}fldSimple":
            yield from _forbidden(step.get(f"{W}instr", ""))
        elif kind == "begin":
            instructions.append("")
        elif instructions and step.tag == f"{W}instrText":
            instructions[-1] = (instructions[-1] + (step.text or "")).lstrip()[:_WORD_LENGTH]
        elif instructions and kind == "separate":
            yield from _forbidden(instructions[-1])
            instructions[-1] = ""
        elif instructions:
            yield from _forbidden(instructions.pop())
    yield from (word for instruction in instructions for word in _forbidden(instruction))


def _forbidden(instruction: str) -> Iterator[str]:
    word = (instruction[:_WORD_LENGTH].split() or [""])[0].upper()
    if word and word not in _FIELDS:
        yield word
