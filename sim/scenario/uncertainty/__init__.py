"""What is uncertain about a scenario: priors, factors, joint draws."""
