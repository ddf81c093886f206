"""`abjure monitor`: follows a log from look to look, and says at once what does not hold."""

import argparse
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from abjure.audit import kept, monitor, sentences, trust
from abjure.audit.monitor import Look, Watch
from abjure.audit.terminal import LOG_HELP, Meter

EVERY, STALE_HOURS = 600, 48


def add_to(subparsers: Any) -> None:
    """Add the command to the command line."""
    statuses = ", ".join(f"{status} {kind}" for kind, status in monitor.ALARMS.items())
    parser = subparsers.add_parser("monitor", help="follow a log and raise an alarm when it forks, rolls back, stands still or miscounts")
    parser.add_argument("log", metavar="DIR-or-URL", help=LOG_HELP)
    parser.add_argument("--state", required=True, metavar="FILE", help="what was checked so far; made at the first look")
    parser.add_argument("--policy", metavar="FILE", help="whose signatures to believe (default: the log's own, as first seen)")
    parser.add_argument("--once", action="store_true", help=f"look once; exit status 0 without an alarm, else: {statuses}")
    parser.add_argument("--every", type=int, default=EVERY, metavar="SECONDS", help=f"how often to look (default: {EVERY})")
    parser.add_argument("--stale", type=int, default=STALE_HOURS, metavar="HOURS", help=f"when it stands still (default: {STALE_HOURS})")
    parser.add_argument("--metrics", metavar="PORT-or-FILE", help="where Prometheus reads: a port of 127.0.0.1, or a file")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="how many processes read the log (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at a log, once or for ever."""
    known = trust.chosen(arguments.policy) if arguments.policy else None
    watch = Watch(arguments.log, known.policy if known else None, arguments.stale * 3600, arguments.processes)
    state, publish = Path(arguments.state), _publisher(arguments.metrics)
    while True:
        look = watch.look(kept.read(state) if state.exists() else None, int(time.time()), Meter())
        if look.kept:
            look.kept.write(state)
        _say(look, state)
        publish(monitor.metrics(look))
        if arguments.once:
            return look.status
        time.sleep(arguments.every)


def _say(look: Look, state: Path) -> None:
    for kind, fault in look.alarms.items():
        print(f"abjure: alarm: {kind}: {sentences.say(fault)[0]}", file=sys.stderr, flush=True)
    evidence = monitor.keep_evidence(look, state)
    if evidence:
        print(f"abjure: hint: its checkpoint is kept as evidence: {evidence}", file=sys.stderr, flush=True)
    if look.kept and not look.alarms:
        count = look.kept.count
        print(f"holds: {count.size:,} entries, {count.people:,} people in {count.statements:,} statements", flush=True)


class _Shown(BaseHTTPRequestHandler):
    """Answers Prometheus with the newest metrics, whatever it asks."""

    text = ""

    def do_GET(self) -> None:
        """Answer."""
        data = self.text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep no log of who asks."""


def _publisher(where: str | None) -> Any:
    """Return what publishes metrics: to nowhere, a file that is replaced as a whole, or a port of this machine."""
    if where is None:
        return lambda text: None  # noqa: ARG005  # every publisher is called alike
    if not where.isdigit():
        return lambda text: _replace(Path(where), text)
    server = ThreadingHTTPServer(("127.0.0.1", int(where)), _Shown)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return lambda text: setattr(_Shown, "text", text)


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text)
    aside.replace(path)
