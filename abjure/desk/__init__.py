"""The private side: opens what was handed in, and people decide."""
