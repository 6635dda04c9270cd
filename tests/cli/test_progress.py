"""The progress of a job: a bar on a terminal, lines elsewhere."""

import re
from types import SimpleNamespace

from rich.console import Console

from cli import progress
from gazette.jobs.model import Job


def counting(*done: int) -> list[Job]:
    return [Job("counting/up", "numbers", {}, done=number, total=200, status="running") for number in done]


def test_a_terminal_shows_a_bar_with_progress_speed_and_remaining_time(monkeypatch):
    seconds = iter(range(0, 1000, 10))
    monkeypatch.setattr("cli.progress.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    console = Console(force_terminal=True, width=100, record=True, color_system=None)
    jobs = counting(100, 110, 130)
    last = progress._bar(jobs, lambda job: f"at {job.done}", lambda job: job.done, console)
    assert last is jobs[-1]
    end = console.export_text().rstrip().splitlines()[-1]
    assert re.search(r"━+╸ +65% at 130 1\.5 a second \d+:\d\d$", end), end


def test_elsewhere_a_line_comes_now_and_then(monkeypatch, capsys):
    seconds = iter([100, 100, 110, 140, 140, 170, 170])
    monkeypatch.setattr("cli.progress.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    progress.show_progress(counting(100, 110, 130, 150), lambda job: f"at {job.done}", lambda job: job.done)
    assert capsys.readouterr().out == " 50 %  at 100\n 65 %  at 130\n 75 %  at 150\n"


def test_a_job_that_is_done_has_a_last_line_if_asked(capsys):
    done = Job("counting/up", "numbers", {}, done=200, total=200, status="done")
    progress.show_progress(
        [*counting(100, 110), done], lambda job: f"at {job.done}", lambda job: job.done, with_end=True
    )
    assert capsys.readouterr().out == " 50 %  at 100\n100 %  at 200\n"


def test_a_pace_counts_from_the_first_look():
    seconds = iter([100.0, 110.0, 120.0])
    pace = progress.Speed(lambda: next(seconds))
    assert [pace.after(40), pace.after(49), pace.after(60)] == ["", "0.9 a second", "1.0 a second"]
