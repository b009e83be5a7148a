"""Calibration of the exchanges' parameters on the record, and the checks of it (MODEL.md, 7.2)."""
