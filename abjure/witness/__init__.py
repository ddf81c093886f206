"""A witness: cosigns checkpoints of logs that only grow, for anybody, without the register."""
