"""The open side: everything here can be rebuilt from the log and the published openings; it holds no secret."""
