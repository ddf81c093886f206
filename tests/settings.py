"""The settings of the tests: those of a demonstration founded for them alone, in role all unless the environment says otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from abjure.server import founding

_HOME = Path(tempfile.mkdtemp(prefix="abjure-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["ABJURE_HOME"] = str(_HOME)
os.environ.setdefault("ABJURE_ROLE", "all")
PASSPHRASE = founding.found(_HOME, founding.demonstration("8000"))

from abjure.server.settings import *  # noqa: E402, F403  # only now there is a register to read
