"""What an officer is told of a template: its blanks, its looks, a trial letter."""
