"""Copies of issued letters (ข้อ 30, 31): สำเนา at the head, สำเนาถูกต้อง at the foot."""

NAME_BLANK = "ชื่อผู้รับรองสำเนา"
"""The blank for the certifier's name, to be filled in on paper."""
