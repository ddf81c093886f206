"""Issuing: the gate makes a certificate of a commission: number, signed QR code, typeset paper, sealed to its holder."""
