"""One job of a role as a process of its own: `python -m abjure.server.job web|writer|pipeline|signer PORT`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from abjure.server import environment

PR_SET_PDEATHSIG = 1


def web(port: int) -> None:
    """Answer HTTP on 127.0.0.1, without an access log."""
    from granian import Granian
    from granian.constants import Interfaces

    from abjure.server import serving

    Granian(
        "abjure.server.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=serving.WORKERS[environment.role()],
        blocking_threads=8,
        workers_lifetime=serving.LIFETIME.get(environment.role()),
        log_access=False,
        log_enabled=False,
    ).serve()


def pipeline(port: int) -> None:  # noqa: ARG001 - every job is called alike
    """Run the stages of the role by the register's timer."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "abjure.server.settings"
    import django

    django.setup()
    from abjure.server import pipeline as stages

    register = environment.register()
    stages.run_for_ever(register.role, register.timer_seconds)


def writer(port: int) -> None:  # noqa: ARG001 - every job is called alike
    """Make durable what the door's workers take, and count how much arrives."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "abjure.server.settings"
    import django

    django.setup()
    from abjure.door.envelopes import counting
    from abjure.door.envelopes import writer as writing

    counting.serve_beside(environment.home() / "door", environment.register().charter.rates)
    writing.serve(environment.home() / "door")


def signer(port: int) -> None:  # noqa: ARG001 - every job is called alike
    """Sign checkpoints behind the signer's socket."""
    from abjure.gate.signer import server

    server.main(environment.home())


def end_with_the_starter() -> None:
    """Let this process be told to end when the one that started it ends, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    """Run the job that the command line names, and end when the process that started it ends."""
    end_with_the_starter()
    os.umask(0o077 if sys.argv[1] == "signer" else 0o022)
    {"web": web, "writer": writer, "pipeline": pipeline, "signer": signer}[sys.argv[1]](int(sys.argv[2]))


if __name__ == "__main__":
    main()
