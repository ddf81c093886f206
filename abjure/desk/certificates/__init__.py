"""Certificates: two examiners look at who applies, and commission the gate; what it makes goes out by way of reception."""
