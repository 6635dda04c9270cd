"""Checks: their lines, their exit code, and waiting."""

from email.message import Message

import pytest
from botocore.exceptions import NoCredentialsError

from cli.checks import CheckFailed, get_document, ok, run_checks, stays, unknown, wait_for, warning
from cli.http_client import Reply, Site, UnexpectedReply


def raise_error(error):
    yield ok("began")
    raise error


def test_each_finding_is_one_line_and_what_cannot_be_told_is_no_failure(capsys):
    rates = [ok("cbu is\n  fresh"), warning("ecb is late")]
    checks = [("Rates", lambda: rates), ("Sender", lambda: [unknown("no SES")])]
    assert run_checks([*checks, ("Publication", lambda: [stays("a tombstone")])])
    assert capsys.readouterr().out.splitlines() == [
        "ok       Rates: cbu is fresh",
        "warning  Rates: ecb is late",
        "unknown  Sender: no SES",
        "stays    Publication: a tombstone",
        "1 ok, 1 warning, 1 unknown",
    ]


@pytest.mark.parametrize("error", [CheckFailed("no sheet"), NoCredentialsError()])
def test_an_error_fails_its_check_and_the_next_one_runs(error, capsys):
    assert not run_checks([("Rates", lambda: raise_error(error)), ("Queue", lambda: [ok("empty")])])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["ok", "failed", "ok"]


def test_an_address_where_nothing_answers_fails_the_check(capsys):
    assert not run_checks([("Site", lambda: [ok(Site("http://127.0.0.1:1").get("/").describe())])])
    assert "failed   Site: http://127.0.0.1:1 does not answer: " in capsys.readouterr().out


def test_a_check_that_is_interrupted_undoes_what_it_has_done():
    undone = []

    def check():
        try:
            yield ok("published")
            raise KeyboardInterrupt
        finally:
            undone.append("withdrawn")

    with pytest.raises(KeyboardInterrupt):
        run_checks([("Publication", check)])
    assert undone == ["withdrawn"]


def test_a_wait_ends_with_the_value_or_with_a_failure(monkeypatch, capsys):
    monkeypatch.setattr("cli.checks.NOTICE_INTERVAL", 0)
    values = iter([None, None, "410"])
    assert wait_for(lambda: next(values), 60, "410 at the edge", pause=0) == "410"
    assert "… waiting for 410 at the edge: 0 of at most 60 s" in capsys.readouterr().err
    with pytest.raises(CheckFailed, match="410 at the edge did not happen within 0 s"):
        wait_for(lambda: None, 0, "410 at the edge")


def test_a_site_that_is_not_gazette_fails_the_check(http_site, capsys):
    """A web server that answers every address with a page."""
    site = Site(http_site({"/v1/articles": (200, None)}))
    assert not run_checks([("Site", lambda: [ok(get_document(site, "/v1").describe())])])
    assert capsys.readouterr().out.startswith("failed   Site: GET /v1 → 404 (Not Found)")
    with pytest.raises(UnexpectedReply, match=r"the answer \(200, 6 bytes\) is no JSON"):
        assert Reply(200, Message(), b"<html>").json
