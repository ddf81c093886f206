"""The gate: gives what the desk accepted its place in the log, signs, publishes; nobody reaches it."""
