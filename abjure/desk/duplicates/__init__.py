"""Duplicates: what two statements have in common, found by keyed tags; it proposes, and nobody outside the desk is ever told."""
