"""The officer's own words for a letter: their blanks, their check against the letter's facts, where they are kept."""
