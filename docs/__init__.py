"""The documents: tutorials, how-tos, explanation and decisions are written by hand, the reference is made from the code."""
