"""The record of what happened, and the model compared with it: calibration and hindcast."""
