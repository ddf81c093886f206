"""The signer: a process of its own that alone holds the log's keys, and signs only what continues what it signed last."""
