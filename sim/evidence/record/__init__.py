"""The real record that the model's output is compared with."""
