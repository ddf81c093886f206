"""Moderation: people decide what is accepted, hidden or subtracted, never alone where the charter wants two."""
