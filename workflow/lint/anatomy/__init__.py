"""The parts of an official letter: head, text, tail."""
