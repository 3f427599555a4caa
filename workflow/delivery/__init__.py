"""Deliveries of letters to offices, the outbox of mails, and PDF copies."""
