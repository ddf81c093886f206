"""The count, as spec/counting.md says, by code that shares nothing with the package: plain lists, everything summed again."""

import base64

from tests.second_reader import leaves, tree
from tests.second_reader.leaves import Bad


def hash_text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Log:
    """All leaves so far; every number is added up anew when it is asked for, from which leaves count and which do not."""

    def __init__(self):
        self.leaves, self.live = [], []

    def of(self, kind):
        return [one for one in self.leaves if one["t"] == kind]

    def counting(self, *, carried):
        return [one for one, live in zip(self.leaves, self.live, strict=True) if live and (one["p"] == "carried") is carried]

    @property
    def people(self):
        return sum(one["n"] for one in self.counting(carried=False))

    @property
    def statements(self):
        return len(self.counting(carried=False))

    def by_body(self):
        found = {one["k"]: 0 for one in self.of("body")}
        for one in self.counting(carried=False):
            for key, left in one["o"].items():
                found[key] += left
        return found

    def by_provenance(self):
        found = dict.fromkeys(("self", "assisted", "relayed", "carried"), 0)
        for one in self.counting(carried=False) + self.counting(carried=True):
            found[one["p"]] += one["n"]
        return found

    def status_root(self):
        """Return the status root for a tally that comes next."""
        bits = [*self.live, False]
        files = []
        for start in range(0, len(bits), 65_536):
            part = bits[start : start + 65_536]
            data = bytearray(8192)
            for place, bit in enumerate(part):
                if bit:
                    data[place // 8] |= 128 >> place % 8
            files.append(tree.leaf_hash(bytes(data)))
        return tree.root(files)

    def published(self):
        balances = self.of("balance")
        carried_over = balances[-1]["n"] if balances else 0
        by = self.by_provenance()
        del by["carried"]
        return {
            "people": self.people,
            "statements": self.statements,
            "carried_over": carried_over,
            "total": self.people + carried_over,
            "by_body": self.by_body(),
            "by_provenance": by,
            "tree_size": len(self.leaves),
        }

    def add(self, one):
        index = len(self.leaves)
        if (index == 0) != (not self.of("rules")) or (index == 0 and one["t"] != "rules"):
            raise Bad("rules come first")
        if self.leaves and one["d"] < self.leaves[-1]["d"]:
            raise Bad("a day goes back")
        if any(one["d"] <= tally["d"] for tally in self.of("tally")):
            raise Bad("a day is closed")
        getattr(self, one["t"])(one)
        self.leaves.append(one)
        self.live.append(one["t"] == "decl")

    def rules(self, one):
        if self.of("rules") and self.of("rules")[-1]["h"] == one["h"]:
            raise Bad("the same rules")

    def body(self, one):
        if one["k"] in self.by_body():
            raise Bad("a body twice")

    def decl(self, one):
        if not set(one["o"]) <= set(self.by_body()):
            raise Bad("an unknown body")
        if any(other["c"] == one["c"] for other in self.of("decl")):
            raise Bad("a statement twice")
        if "r" in one:
            target = self.target(one["r"])
            if target is None or self.live[one["r"]] or any(other.get("r") == one["r"] for other in self.of("decl")):
                raise Bad("replaces nothing void")

    def target(self, index):
        return self.leaves[index] if index < len(self.leaves) and self.leaves[index]["t"] == "decl" else None

    def void(self, one):
        target = self.target(one["r"])
        if target is None or not self.live[one["r"]] or any(target[name] != one[name] for name in "nop"):
            raise Bad("voids something else")
        self.live[one["r"]] = False

    def balance(self, one):
        if one["as_of"] > one["d"] or any(one["as_of"] <= other["as_of"] for other in self.of("balance")):
            raise Bad("no newer balance")

    def intake(self, one):
        before = self.of("intake")
        waiting = before[-1]["wait"] if before else 0
        if one["wait"] != waiting + one["in"] - one["yes"] - one["no"]:
            raise Bad("somebody was dropped")
        accepted = sum(other["yes"] for other in [*before, one])
        if accepted < sum("r" not in other for other in self.of("decl")):
            raise Bad("not all were accepted")

    def tally(self, one):
        last = self.leaves[-1]
        if last["t"] != "intake" or last["d"] != one["d"]:
            raise Bad("no intake before")
        by = {"b": _without_zeros(self.by_body()), "p": _without_zeros(self.by_provenance())}
        right = {"at": len(self.leaves), "n": self.people, "st": self.statements, "by": by, "s": hash_text(self.status_root())}
        if any(one[name] != value for name, value in right.items()):
            raise Bad("a false tally")

    def cert(self, one):
        if any(other["h"] == one["h"] for other in self.of("cert")):
            raise Bad("a certificate twice")

    def certvoid(self, one):
        issued = any(other["h"] == one["h"] for other in self.of("cert"))
        if not issued or any(other["h"] == one["h"] for other in self.of("certvoid")):
            raise Bad("no valid certificate")


def _without_zeros(numbers):
    return {key: number for key, number in numbers.items() if number}


def count(entries):
    """Return the log that these entries are."""
    log = Log()
    for entry in entries:
        log.add(leaves.read(entry))
    return log


def read_folder(folder, keys):
    """Return the log in a folder whose checkpoint all these keys have signed; every tile is made again and compared."""
    origin, size, root = tree.checkpoint((folder / "checkpoint").read_bytes(), keys)
    entries = []
    while len(entries) < size:
        number, width = len(entries) // 256, min(256, size - len(entries))
        entries += tree.bundle((folder / tree.path(-1, number, width)).read_bytes())
    hashes = [tree.leaf_hash(entry) for entry in entries]
    if len(entries) != size or tree.root(hashes) != root:
        raise Bad("another root")
    level, above = 0, hashes
    while above:
        for at in range(0, len(above), 256):
            part = above[at : at + 256]
            if (folder / tree.path(level, at // 256, len(part))).read_bytes() != b"".join(part):
                raise Bad("another tile")
        above = [tree.root(above[at : at + 256]) for at in range(0, len(above) - 255, 256)]
        level += 1
    return origin, count(entries)
