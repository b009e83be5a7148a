"""What happens between the parties in a week: each process owns the state that no single party owns (MODEL.md, 2.3)."""
