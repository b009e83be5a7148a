"""Many settings, one way to run them: designs, the points they make, and what is asked of the counts."""
