"""Declarations: what was accepted, as openings with salt and commitment; the one room of the desk that the gate reads."""
