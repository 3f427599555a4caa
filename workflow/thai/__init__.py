"""Thai dates, digits, spacing, and the mistakes of typed Thai text."""
