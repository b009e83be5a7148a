"""What a reader sees: the headline in plain text, the first figure, the story of one world."""
