"""For those who do not take our word: the log as files, proofs, recounting, the check of a certificate."""
