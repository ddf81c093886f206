"""How readers of each language write numbers and days; Django's own habits differ (Chinese numbers in groups of four)."""
