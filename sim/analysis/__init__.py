"""Stored counts and rows -> numbers. Nothing here imports the model."""
