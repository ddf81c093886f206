"""abjure: a public register that people can leave by, and a count that anyone can check."""
