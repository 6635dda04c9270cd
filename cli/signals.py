"""Signals that end a command."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

END_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""Sent by a supervisor or a CI job that is cancelled, and by a terminal that is closed."""


@contextmanager
def interrupt_at_end_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does, so that the command cleans up.

    Further ones are ignored: a closed terminal sends several. A signal that is ignored already (`nohup`) stays ignored.
    """
    handlers = {number: signal.getsignal(number) for number in END_SIGNALS}
    replaced = [number for number, handler in handlers.items() if handler != signal.SIG_IGN]

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in replaced:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in replaced:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, handlers[number])


@contextmanager
def exit_when_interrupted(sentence: str) -> Iterator[None]:
    """Ends the command with a sentence and exit code 130 at Ctrl-C, SIGTERM or SIGHUP."""
    try:
        with interrupt_at_end_signals():
            yield
    except KeyboardInterrupt:
        print(sentence, flush=True)
        raise typer.Exit(130) from None
