"""Vietnamese: days as Django writes them, digits in groups of three."""

NUMBER_GROUPING = 3
