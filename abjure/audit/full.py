"""The audit: every tile derived again from the entries, every leaf parsed and counted, every published number compared."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from abjure.audit.kept import Kept
from abjure.audit.reader import Log
from abjure.audit.series import Series
from abjure.audit.walk import Progress, Walk, reading
from abjure.core.count import Count
from abjure.core.errors import Invalid
from abjure.core.tlog import merkle, policy, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.policy import Policy, Verified


@dataclass(frozen=True)
class Report:
    """What an audit has found to hold; `since` is the size from which it went on."""

    verified: Verified
    count: Count
    tiles: int
    published: bool
    series: Series
    kept: Kept
    since: int
    seconds: float
    search_seconds: float


def audit(
    log: Log, trusted: Policy, published: bytes | None, progress: Progress, *, since: Kept | None = None, processes: int = 1
) -> Report:
    """Audit a log by a policy and compare it with the content of a count.json; return what holds, or raise Invalid.

    From what was kept of an earlier audit only the entries after it are read.
    """
    stated = None if published is None else parse_published(published)
    signed = log.file("checkpoint")
    verified = policy.check(trusted, signed)
    check_vkey(log, verified)
    return continue_(log, verified, signed, stated, progress, since=since, processes=processes)


def continue_(
    log: Log,
    verified: Verified,
    signed: bytes,
    stated: dict[str, Any] | None,
    progress: Progress,
    *,
    since: Kept | None = None,
    processes: int = 1,
) -> Report:
    """Walk to a verified checkpoint."""
    tree, start = verified.checkpoint, since.checkpoint.size if since else 0
    if since and since.checkpoint.origin != tree.origin:
        raise Invalid("audit.other-log", origin=tree.origin, known=since.checkpoint.origin)
    _check_stated_size(stated, start, tree.size)
    walk = Walk(log, tree, since)
    at = frozenset() if stated is None else frozenset({stated["tree_size"]})
    with reading(log, processes) as reads:
        walk.run(reads, progress, at, lambda count: _compare(stated or {}, count))
    if stated is not None:
        _compare_root(log, tree, stated)
    kept = Kept(signed, walk.edge, walk.count, walk.series, since.extra if since else {})
    return Report(verified, walk.count, walk.tiles, stated is not None, walk.series, kept, start, walk.seconds, walk.search_seconds)


def check_vkey(log: Log, verified: Verified) -> None:
    """Check that the log shows, one a line, the keys by which it was verified."""
    shown = log.file("vkey").decode("utf-8", "replace").splitlines()
    if not {key.format() for key in verified.keys} <= set(shown):
        raise Invalid("audit.vkey-differs", path="vkey")


def parse_published(data: bytes) -> dict[str, Any]:
    """Return the numbers of a count.json."""
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError):
        raise Invalid("audit.count-unreadable", path="count.json") from None
    if not isinstance(stated, dict) or type(stated.get("tree_size")) is not int:
        raise Invalid("audit.count-unreadable", path="count.json")
    return stated


def _check_stated_size(stated: dict[str, Any] | None, start: int, size: int) -> None:
    if stated is None:
        return
    if stated["tree_size"] > size:
        raise Invalid("audit.count-ahead", path="count.json", stated=stated["tree_size"], size=size)
    if stated["tree_size"] < start:
        raise Invalid("audit.count-behind", path="count.json", stated=stated["tree_size"], size=start)


def _compare(stated: dict[str, Any], count: Count) -> None:
    counted = count.published(root=b"", witnesses=0)
    for name in counted.keys() - {"witnesses", "root"}:
        if _without_zeros(stated.get(name)) != _without_zeros(counted[name]):
            raise _differs(name, stated.get(name), counted[name])


def _compare_root(log: Log, tree: Checkpoint, stated: dict[str, Any]) -> None:
    """Check that the stated root is that of the stated size: it must be a beginning of the tree that was walked."""
    size, root = stated["tree_size"], stated.get("root")
    try:
        proof = tile.prove_consistency(log.read, size, tree.size)
        merkle.check_consistency(size, tree.size, b64decode(str(root), validate=True), tree.root, proof)
    except ValueError:
        raise _differs("root", root, "another") from None


def _differs(name: str, stated: object, counted: object) -> Invalid:
    return Invalid("audit.count-differs", path="count.json", field=name, stated=stated, counted=counted)


def _without_zeros(value: Any) -> Any:
    return {key: number for key, number in value.items() if number != 0} if isinstance(value, dict) else value
