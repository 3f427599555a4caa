"""What offices do with a circular: acknowledge, report, ask for time; what the level above does with that."""
