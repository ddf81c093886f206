"""Envelopes: the in-tray that is emptied, the out-tray of sealed answers, and the forms that fill an envelope."""
