"""The rights by which a person signs for a post."""

from enum import StrEnum


class Mode(StrEnum):
    """The rights by which a person signs for a post."""

    SELF = ""
    ON_BEHALF = "ปฏิบัติราชการแทน"  # delegated in writing while the holder is in office
    ACTING = "รักษาราชการแทน"  # the post is vacant or its holder unable to act
    ACTING_POSITION = "รักษาการในตำแหน่ง"  # a civil-service position filled for a time
