"""The real record that the model's output is held against."""
