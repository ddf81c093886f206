"""The tree beneath the register: a C2SP transparency log, one file for each of its documents, https://c2sp.org."""
