"""Circulars (หนังสือเวียน): their file, ladder, task tree, deadlines and figures."""
