"""Predicting what followed a date from what was known on it, and scoring the prediction (MODEL.md, 7.3)."""
