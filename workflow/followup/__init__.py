"""Follow-up letters: due letters, lagging offices, drafts, and explanations."""
