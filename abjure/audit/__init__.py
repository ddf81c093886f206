"""The checking half: reads a log from a folder or an address, checks every byte of it, and counts again; needs core alone."""
