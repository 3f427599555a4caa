"""What a level does for those below it: pass on, check reports, decide, give links."""
