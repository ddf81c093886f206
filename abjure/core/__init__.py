"""What the register means: rules and formats over plain values, without Django, network, clock or files."""
