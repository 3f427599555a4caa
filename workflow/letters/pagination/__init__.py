"""Pagination: page breaks are computed from a letter's file and fixed before its issue."""
