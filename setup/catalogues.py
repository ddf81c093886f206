"""Compile the catalogues: every django.po under the folder given becomes the django.mo beside it."""

import sys
from pathlib import Path

import polib


def main(folder: Path) -> None:
    """Write each compiled catalogue next to its source; fuzzy and untranslated entries are left out."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
