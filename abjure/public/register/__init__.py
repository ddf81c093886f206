"""The register: entries by number and day, and the checkpoint that covers them."""
