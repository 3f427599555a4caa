"""The letters' templates and the program that makes them."""
