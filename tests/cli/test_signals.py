"""Signals that end a command."""

import os
import signal

import pytest

from cli.signals import END_SIGNALS, interrupt_at_end_signals


@pytest.mark.usefixtures("_end_signals_end")
@pytest.mark.parametrize("number", END_SIGNALS)
def test_a_signal_is_an_interrupt_once_and_then_ignored(number):
    cleaned = []
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), interrupt_at_end_signals():
        try:
            os.kill(os.getpid(), number)
        finally:
            for again in END_SIGNALS:
                os.kill(os.getpid(), again)
            cleaned.append("withdrawn")
    assert cleaned == ["withdrawn"]
    assert signal.getsignal(number) == before


def test_a_command_behind_nohup_goes_on():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with interrupt_at_end_signals():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) == signal.SIG_IGN
