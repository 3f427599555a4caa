"""Copies of issued letters (ข้อ 30, 31): สำเนา at the head, สำเนาถูกต้อง at the foot."""

NAME_BLANK = "ชื่อผู้รับรองสำเนา"
"""In the place of the name of whoever certifies a copy, to be written on the paper."""
