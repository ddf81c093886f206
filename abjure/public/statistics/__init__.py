"""What it all adds up to: the first page, the count for machines, the rules and sources of the count."""
