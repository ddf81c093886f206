"""Vietnamese: a day that may stand within a sentence, digits in groups of three."""

DATE_FORMAT = r"j \t\h\á\n\g n, Y"
NUMBER_GROUPING = 3
