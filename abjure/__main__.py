"""`python -m abjure …` is `abjure …`."""

import sys

from abjure.cli import main

sys.exit(main())
