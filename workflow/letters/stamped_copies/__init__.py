"""Copies of issued letters (ข้อ 30, 31): สำเนา at the head, สำเนาถูกต้อง at the foot."""
