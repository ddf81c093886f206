"""A disk whose plug can be pulled: an ext4 in a file behind a loop device with direct I/O, so that the file holds only what was really written out.

Its copy, made while nobody writes, is the disk after the cut. Root alone may do this, on a kernel with loop devices; it needs no device mapper.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.household import wait_until

SIZE = 512 << 20
# What umount ends with while the disk is in use.
NOT_NOW = 32


class PowerDiskError(Exception):
    """This machine makes no such disk."""


@dataclass
class PowerDisk:
    """One disk, mounted over a folder; `images` are kept aside, in a folder of another disk."""

    folder: Path
    images: Path
    number: int = 0
    device: str = field(default="", repr=False)

    @property
    def image(self) -> Path:
        return self.images / f"disk-{self.number}"

    def lay(self) -> None:
        """Make an empty disk and lay it over the folder; what lay there lies on it afterwards. PowerDiskError if that cannot be done."""
        self.images.mkdir(exist_ok=True)
        with self.image.open("wb") as image:
            image.truncate(SIZE)
        kept = self.images / "kept"
        shutil.move(self.folder, kept)
        self.folder.mkdir()
        try:
            _run("mkfs.ext4", "-q", "-F", str(self.image))
            self._mount()
        except (PowerDiskError, FileNotFoundError) as error:
            self.folder.rmdir()
            shutil.move(kept, self.folder)
            raise PowerDiskError(*error.args) from error
        _run("cp", "-a", f"{kept}/.", str(self.folder))
        _run("sync", "-f", str(self.folder))

    def cut(self) -> None:
        """Pull the plug: from now on the disk is what the device held. Whoever wrote must stand still; call `plug_in` once they are gone."""
        after = self.images / f"disk-{self.number + 1}"
        _run("cp", "--sparse=always", str(self.image), str(after))

    def plug_in(self) -> None:
        """Throw away what was before the cut, and lay the disk over the folder again as the cut left it."""
        self._unmount()
        self.image.unlink()
        self.number += 1
        _run("e2fsck", "-p", str(self.image), wanted={0, 1})
        self._mount()

    def take_away(self) -> None:
        if self.device:
            self._unmount()

    def _mount(self) -> None:
        self.device = _run("losetup", "-f", "--show", "--direct-io=on", str(self.image)).strip()
        _run("mount", self.device, str(self.folder))

    def _unmount(self) -> None:
        # Whoever was killed holds the disk until the kernel has closed their files: the longer, the busier the machine is.
        wait_until(self._is_let_go, f"{self.folder} to be let go")
        _run("losetup", "-d", self.device)
        self.device = ""

    def _is_let_go(self) -> bool:
        """Unmount the disk; False while somebody still has a file of it open."""
        _run("umount", str(self.folder), wanted={0, NOT_NOW})
        return not self.folder.is_mount()


def _run(*command: str, wanted: frozenset[int] | set[int] = frozenset({0})) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode not in wanted:
        raise PowerDiskError(" ".join(command), answer.stderr)
    return answer.stdout
