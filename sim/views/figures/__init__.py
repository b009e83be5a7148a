"""Figures: one style, drawn without a screen."""
