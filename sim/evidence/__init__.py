"""The record of what happened, and the model held against it: calibration and hindcast."""
