"""The offices' work on a circular: receipts, reports, requests for time, and the decisions of the level above."""
