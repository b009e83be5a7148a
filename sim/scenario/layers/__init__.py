"""Layers of a scenario: files, what they extend, overrides."""
