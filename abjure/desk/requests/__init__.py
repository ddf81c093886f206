"""Requests: what holders of a receipt ask for after declaring, and what those ask for whom an entry names."""
