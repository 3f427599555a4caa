"""How a letter fills its pages: reckoned from its file, settled before it is issued."""
