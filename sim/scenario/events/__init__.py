"""What happens in a scenario at given weeks, and what is imposed on it."""
