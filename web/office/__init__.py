"""The pages of an office about itself: reading, acknowledging, reporting, time requests."""
