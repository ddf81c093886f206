"""What the checking half says when something does not hold: for each code one sentence with its facts, and a hint."""

from abjure.core.errors import Fault

DAMAGED = "the copy is damaged or the log was changed; fetch it again, and if it stays so, keep both copies as evidence"
FALSE = "the log contradicts itself under its own signature: keep this copy and its checkpoint, they are evidence"
FOREIGN = "this is not what another program that keeps the specification would write; see spec/"
POLICY = "see https://c2sp.org/tlog-policy for what a policy file may say"
UNTRUSTED = "get the log's policy by another way, compare its fingerprint, and give it with --policy"
PROOF = "fetch the proof again from the entry's page"
WITNESS = "see docs/how-to/run-a-witness.md"
ASK = "this code asked for something that cannot be; please report it"

SENTENCES: dict[str, tuple[str, str]] = {
    "audit.changed-while-read": ("{path}: shows other entries at the second look than at the first", DAMAGED),
    "audit.count-ahead": (
        "count.json: speaks of {stated} entries, the checkpoint only of {size}",
        "audit again; the checkpoint may be late",
    ),
    "audit.count-behind": (
        "count.json: speaks of {stated} entries, what was kept reaches to {size}",
        "give the newest count.json, or audit without --since",
    ),
    "audit.count-differs": ("count.json: {field} is {stated}, the leaves add up to {counted}", FALSE),
    "audit.count-unreadable": ("count.json: not a JSON object with a tree_size", "give the published numbers with --count FILE"),
    "audit.history-changed": ("{path}: entry {index} is not the one that was there before", FALSE),
    "audit.other-log": ("this is the log {origin}, what was kept is of {known}", "give the state that was kept of this log"),
    "audit.rolled-back": ("{path}: covers {size} entries, it covered {known} before", FALSE),
    "audit.tile-differs": ("{path}: differs from what the entries give, first at entry {index}", DAMAGED),
    "audit.vkey-differs": ("vkey: does not show the keys that signed the checkpoint", UNTRUSTED),
    "audit.wrong-root": ("checkpoint: its root is not that of the entries", DAMAGED),
    "bundle.wrong-length": ("{path}: does not hold {width} entries", DAMAGED),
    "checkpoint.lines": ("checkpoint: does not have three lines", DAMAGED),
    "checkpoint.not-canonical": ("checkpoint: not written as origin, size and root", DAMAGED),
    "consistency.outside": ("no tree of {new} entries grew from one of {old}", ASK),
    "consistency.too-long": ("the consistency proof from {old} to {new} has too many hashes", PROOF),
    "consistency.too-short": ("the consistency proof from {old} to {new} has too few hashes", PROOF),
    "consistency.wrong-root": ("the tree of {new} entries did not grow from that of {old}", FALSE),
    "cosignature.long-name": ("the name {name} has more than 255 bytes", ASK),
    "count.balance-not-newer": ("entry {index}: the earlier register's total is not newer than the one before", FALSE),
    "count.body-twice": ("entry {index}: defines the body {body} a second time", FALSE),
    "count.certificate-not-valid": ("entry {index}: voids a certificate that is not valid", FALSE),
    "count.certificate-twice": ("entry {index}: issues a certificate a second time", FALSE),
    "count.day-goes-back": ("entry {index}: its day is before that of an earlier entry, or already closed", FALSE),
    "count.false-tally": ("entry {index}: the tally states {field} = {stated}, the leaves add up to {counted}", FALSE),
    "count.intake-loses-some": ("entry {index}: the intake does not add up: somebody was dropped", FALSE),
    "count.more-declared-than-accepted": ("entry {index}: more statements are in the log than were accepted", FALSE),
    "count.no-rules": ("entry {index}: a log begins with its rules", FALSE),
    "count.replaced-twice": ("entry {index}: entry {target} is replaced already", FALSE),
    "count.replaces-nothing-void": ("entry {index}: entry {target} is not a voided statement", FALSE),
    "count.rules-unchanged": ("entry {index}: repeats the rules that hold already", FALSE),
    "count.statement-twice": ("entry {index}: is the same statement as entry {other}", FALSE),
    "count.tally-without-intake": ("entry {index}: a tally follows its day's intake", FALSE),
    "count.unknown-body": ("entry {index}: names a body that no entry before defines", FALSE),
    "count.void-differs": ("entry {index}: subtracts other numbers than entry {target} added", FALSE),
    "count.void-of-nothing-live": ("entry {index}: entry {target} is no statement that counts", FALSE),
    "day.no-tally-before": ("entry {index}: the day before is not closed by a tally", "audit the whole log"),
    "day.not-closed": ("entry {index}: the day is not closed by a tally yet", "wait until the day after"),
    "day.nothing": ("the log has no entry of this day", "give a day as YYYY-MM-DD"),
    "file.unwritable": ("{path}: cannot be written: {reason}", "give another place"),
    "inclusion.outside": ("index {index} is outside a tree of {size} entries", PROOF),
    "inclusion.too-long": ("the proof of entry {index} has too many hashes", PROOF),
    "inclusion.too-short": ("the proof of entry {index} has too few hashes", PROOF),
    "inclusion.wrong-root": ("entry {index} with this leaf is not in the tree of {size} entries", PROOF),
    "json.not-canonical": ("not canonical JSON", FOREIGN),
    "json.unreadable": ("not JSON", FOREIGN),
    "kept.unreadable": ("{path}: not what an audit has kept", "audit the whole log once more with --state FILE"),
    "key.name": ("the key name {name} has a space or plus sign", POLICY),
    "key.unknown-kind": ("the key of {name} is of an unknown kind, {kind}", POLICY),
    "key.unreadable": ("not a vkey", POLICY),
    "key.wrong-id": ("the key of {name} does not have the id that its vkey says", POLICY),
    "leaf.more-left-than-people": ("entry {index}: more people left a body than declared", FOREIGN),
    "leaf.not-canonical": ("entry {index}: not canonical JSON", FOREIGN),
    "leaf.too-long": ("entry {index}: longer than 1,024 bytes", FOREIGN),
    "leaf.unknown-kind": ("entry {index}: of no known kind", FOREIGN),
    "leaf.unreadable": ("entry {index}: not JSON", FOREIGN),
    "leaf.wrong-fields": ("entry {index}: a {kind} with a field missing or too many", FOREIGN),
    "leaf.wrong-value": ("entry {index}: a {kind} with a wrong value of {field}", FOREIGN),
    "log.missing": ("{path}: missing", "the folder or address must hold a whole log: checkpoint, vkey, policy, tile/"),
    "log.none-here": ("{where}: holds no checkpoint", "give the folder or address of a log, such as var/log or http://localhost:8000/log/"),
    "log.unreadable": ("{path}: cannot be read: {reason}", "try again; if the log moved, give its new address"),
    "monitor.forked": ("the log shows another tree of {size} entries than before", FALSE),
    "monitor.stale": ("no larger checkpoint for {hours} hours", "ask the log's operator"),
    "note.bad-signature": ("checkpoint: the signature of {name} is false", UNTRUSTED),
    "note.control-character": ("checkpoint: holds a control character", DAMAGED),
    "note.no-signatures": ("checkpoint: has no signature lines", DAMAGED),
    "note.not-utf8": ("checkpoint: not UTF-8", DAMAGED),
    "note.signature-line": ("checkpoint: a signature line cannot be read", DAMAGED),
    "note.too-many-signatures": ("checkpoint: {count} signature lines are too many", DAMAGED),
    "note.unsigned": ("checkpoint: signed by none of the policy's keys", UNTRUSTED),
    "opening.field": ("the words shown as {label} are not those that the entry commits to", PROOF),
    "opening.form": ("the opening cannot be read", PROOF),
    "opening.other-commitment": ("the words shown are not those that the entry commits to", PROOF),
    "policy.characters": ("the policy holds a control character or does not end with a newline", POLICY),
    "policy.duplicate-key": ("the policy's line {line} repeats a key", POLICY),
    "policy.key": ("the policy's line {line} has a key that cannot be read", POLICY),
    "policy.key-kind": ("the policy's line {line} has a key of a kind that does not sign this", POLICY),
    "policy.member-twice": ("the policy's line {line} puts a name into a second group", POLICY),
    "policy.name-taken": ("the policy's line {line} repeats a name", POLICY),
    "policy.no-quorum": ("the policy has no quorum line", POLICY),
    "policy.quorum-missing": ("checkpoint: not cosigned by the quorum {quorum}", "wait for the witnesses, or ask the log's operator"),
    "policy.signature-missing": ("checkpoint: {origin} has not signed it with its {kind} key", UNTRUSTED),
    "policy.threshold": ("the policy's line {line} asks for more members than the group has", POLICY),
    "policy.two-quorums": ("the policy's line {line} is a second quorum", POLICY),
    "policy.unknown-log": ("checkpoint: the policy does not name the log {origin}", UNTRUSTED),
    "policy.unknown-name": ("the policy's line {line} names a witness or group that no line before defines", POLICY),
    "policy.unknown-word": ("the policy's line {line} begins with an unknown word", POLICY),
    "policy.unreadable": ("{path}: cannot be read: {reason}", "give the policy's file with --policy"),
    "policy.words": ("the policy's line {line} has too few or too many words", POLICY),
    "proof.extra": ("the proof's extra line cannot be read", PROOF),
    "proof.hash": ("the proof has a hash that cannot be read", PROOF),
    "proof.header": ("not a proof of a transparency log", PROOF),
    "proof.index": ("the proof has no index line, or too many hashes", PROOF),
    "proof.no-leaf": ("the proof does not carry its leaf", PROOF),
    "proof.opens-nothing": ("the proof shows words, but entry {index} is no statement", PROOF),
    "proof.standing": ("the proof does not show how entry {index} stood at the tally", PROOF),
    "proof.unreadable": ("not a text file", PROOF),
    "prove.openings": ("the openings cannot be read", "fetch them again from openings/ beside the log"),
    "prove.status-differs": (
        "{path}: does not give the root that the tally at {index} states",
        "try again; the log may be publishing just now",
    ),
    "tile.path": ("{path}: no path of a tile", ASK),
    "tile.wrong-length": ("{path}: does not have the length that the checkpoint implies", DAMAGED),
    "witness.in-use": ("{home}: another witness runs in this folder", "stop it, or give --home DIR"),
    "witness.no-cosignature": ("the answer holds no cosignature of {name}", WITNESS),
    "witness.no-granian": ("a witness needs the web server granian", "install abjure with its dependencies, or granian alone"),
    "witness.no-logs": ("no log is named", "give a file with the keys of the logs to cosign, as they stand at /log/vkey"),
    "witness.no-name": ("a new witness needs a name", "give one with --name: an address without https://, such as witness.example.org"),
    "witness.old-above-size": ("the old size {old} is above the checkpoint's size {size}", WITNESS),
    "witness.other-name": ("the key in this folder belongs to {name}", "leave --name away, or give another --home"),
    "witness.other-size": ("the latest cosigned checkpoint has {size} entries", WITNESS),
    "witness.request": ("the request cannot be read", WITNESS),
    "witness.signatures": ("the witness's answer cannot be read", WITNESS),
    "witness.size": ("the witness's size cannot be read", WITNESS),
    "witness.unknown-origin": ("this witness does not know the log {origin}", WITNESS),
    "witness.unproven": ("the checkpoint is not shown to continue the one of {size} entries", FALSE),
    "witness.unsigned": ("the checkpoint is not signed by a key that is known for the log", UNTRUSTED),
}


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "?"


def say(fault: Fault) -> tuple[str, str | None]:
    """Return the sentence for a fault and its hint; an unknown code speaks for itself, with its facts."""
    known = SENTENCES.get(fault.code)
    if known is None:
        facts = "".join(f" {name}={value}" for name, value in fault.facts.items())
        return f"{fault.code}{facts}", None
    return known[0].format_map(_Facts(fault.facts)), known[1]
