"""Letters: facts to text to Word files, and their life from draft to issue."""
