"""English: the day before the month, so that no reader takes one for the other."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
