"""The hash tree over a log's entries, with proofs that an entry is in it and that it only grew, RFC 6962 section 2.1."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from abjure.core.errors import Invalid

EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """Return the hashes of many entries, in order."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes one level up; their number must be even."""
    pairs = zip(hashes[::2], hashes[1::2], strict=True)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes, by the definition: split at the largest power of two below their number."""
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    half = split(len(hashes))
    return node_hash(root(hashes[:half]), root(hashes[half:]))


def split(count: int) -> int:
    """Return the largest power of two below a number above one."""
    return 1 << (count - 1).bit_length() - 1


def prove_inclusion(index: int, size: int, range_hash: Callable[[int, int], bytes]) -> list[bytes]:
    """Return the hashes that lead from an entry to the root, the leaf's sibling first.

    `range_hash(start, end)` gives the root over the entries start … end - 1.
    """
    if not 0 <= index < size:
        raise Invalid("inclusion.outside", index=index, size=size)
    return _inclusion(index, 0, size, range_hash)


def _inclusion(index: int, start: int, end: int, range_hash: Callable[[int, int], bytes]) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + split(end - start)
    if index < middle:
        return [*_inclusion(index, start, middle, range_hash), range_hash(middle, end)]
    return [*_inclusion(index, middle, end, range_hash), range_hash(start, middle)]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> None:
    """Check that the entry with this leaf hash is number `index` of the tree with this size and root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise Invalid("inclusion.outside", index=index, size=size)
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Invalid("inclusion.too-long", index=index, size=size)
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            skip = (node & -node).bit_length() - 1 if node else 0
            node, last = node >> skip, last >> skip
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise Invalid("inclusion.too-short", index=index, size=size)
    if found != expected:
        raise Invalid("inclusion.wrong-root", index=index, size=size)


def prove_consistency(old: int, new: int, range_hash: Callable[[int, int], bytes]) -> list[bytes]:
    """Return the hashes that show that the tree of size `old` is the beginning of the tree of size `new`."""
    if not 0 <= old <= new:
        raise Invalid("consistency.outside", old=old, new=new)
    if old in (0, new):
        return []
    return _consistency(old, 0, new, range_hash, whole=True)


def _consistency(old: int, start: int, end: int, range_hash: Callable[[int, int], bytes], *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [range_hash(start, end)]
    middle = start + split(end - start)
    if old <= middle:
        return [*_consistency(old, start, middle, range_hash, whole=whole), range_hash(middle, end)]
    return [*_consistency(old, middle, end, range_hash, whole=False), range_hash(start, middle)]


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that a tree only grew from one size and root to the other (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        raise Invalid("consistency.outside", old=old, new=new)
    if old in (0, new):
        _check_trivial(old, new, old_root, new_root, proof)
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise Invalid("consistency.too-short", old=old, new=new)
    if _climb(old, new, path) != (old_root, new_root):
        raise Invalid("consistency.wrong-root", old=old, new=new)


def _check_trivial(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise Invalid("consistency.too-long", old=old, new=new)
    if old_root != (EMPTY if old == 0 else new_root):
        raise Invalid("consistency.wrong-root", old=old, new=new)


def _climb(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the two roots that a consistency path leads to."""
    node, last = old - 1, new - 1
    skip = (~node & (node + 1)).bit_length() - 1
    node, last = node >> skip, last >> skip
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Invalid("consistency.too-long", old=old, new=new)
        if node & 1 or node == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            skip = (node & -node).bit_length() - 1 if node else 0
            node, last = node >> skip, last >> skip
        else:
            new_found = node_hash(new_found, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise Invalid("consistency.too-short", old=old, new=new)
    return old_found, new_found
