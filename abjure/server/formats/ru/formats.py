"""Russian: without the short word for year, whose full stop would stand beside that of the sentence."""

DATE_FORMAT = "j E Y"
