"""Scenario files as text: YAML with places, and what is wrong with it."""
