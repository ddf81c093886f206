"""The scribe: takes down at the desk what comes by phone, fax, e-mail, letter or at a stand, for the same queue."""
