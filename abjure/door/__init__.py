"""The outer door: takes what people hand in, seals it, and cannot read it back."""
