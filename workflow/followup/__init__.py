"""Follow-ups: which are due, about whom, what they say, and why."""
