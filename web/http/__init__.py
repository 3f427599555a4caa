"""Requests, forms, headers, sessions and errors of all pages."""
