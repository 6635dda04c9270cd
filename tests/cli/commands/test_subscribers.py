"""`gazette subscribers import` and `export`, with the functions in this process."""

import os
import stat
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.subscriber
import cli.commands.subscribers
from cli.main import app
from cli.subscribers.figures import COLUMNS
from functions.figures import handler as figures
from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.commands.resend import resend
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.email_address import parse_email_address
from tests.cli.commands.test_subscriber import Here
from tests.support.events import Context
from tests.support.feedback import report
from tests.support.subscribers import Reader, read_items, read_parts

HEADER = "email,lang,lists,consent_at,consent_source"
PROOF = "2024-03-01T10:00:00Z,form at old.example"


@pytest.fixture
def site(monkeypatch, reader, tmp_path):
    """The command. The reader lives at the time of the machine."""
    reader.clock.at = datetime.now(UTC)
    name = os.environ["SECRETS_PATH"].strip("/").partition("/")[0]
    target = Here(boto3.Session(), "pool", "client", name=name, parameters={"Languages": "en,ru,uz,uz-Cyrl"})
    monkeypatch.setattr(cli.commands.subscribers, "find_target", lambda *_: target)

    class Site:
        file = tmp_path / "people.csv"

        def load(self, *rows: str, header: str = HEADER, options: tuple[str, ...] = ()):
            self.file.write_text("\r\n".join([header, *rows]) + "\r\n", newline="")
            return CliRunner().invoke(app, ["subscribers", "import", str(self.file), *options])

        def export(self):
            done = CliRunner().invoke(app, ["subscribers", "export", str(self.file)])
            assert done.exit_code == 0, done.output
            return self.file.read_bytes().decode()

    return Site()


def profiles():
    return {item.get("email", ""): item for item in read_parts("profile")}


def test_a_row_with_proof_makes_an_active_subscriber_and_no_mail(site, reader):
    done = site.load(f"Reader@Example.org,ru,daily weekly:en,{PROOF}")
    assert done.exit_code == 0, done.output
    assert "1 new and active" in done.stdout
    [profile] = read_parts("profile")
    facts = {name: profile[name] for name in ("state", "email", "lang", "lists", "consent_source")}
    assert facts == {
        "state": "active",
        "email": "Reader@example.org",
        "lang": "ru",
        "lists": ["daily", "weekly"],
        "consent_source": "form at old.example",
    }
    assert [(item["part"], item["lang"], item["since"]) for item in read_parts("list/")] == [
        ("list/daily", "ru", "2024-03-01T10:00:00Z"),
        ("list/weekly", "en", "2024-03-01T10:00:00Z"),
    ]
    [record] = read_parts("consent/")
    assert (record["event"], record["consent_at"]) == ("imported", "2024-03-01T10:00:00Z")
    assert record["consent_source"] == "form at old.example"
    # The person agreed to another text than ours.
    assert "consent" not in record
    assert "consent" not in profile
    assert "expires_at" not in record
    reader.deliver()
    assert reader.mails() == []
    assert reader.manage_token()
    assert reader.call_me("GET")["statusCode"] == 200


@pytest.mark.parametrize("proof", [",", "2024-03-01,", ",form"])
def test_a_row_without_proof_is_pending_and_gets_no_mail(site, reader, proof):
    assert "1 new and pending" in site.load(f"reader@example.org,en,daily,{proof}").stdout
    reader.deliver()
    assert reader.deliver_due() == {}
    assert reader.mails() == read_parts("list/") == []
    [profile] = read_parts("profile")
    assert "state" not in profile
    assert profile["expires_at"] == profile["pending_until"]
    assert all("expires_at" in item for item in read_parts("consent/"))


def test_an_operator_can_mail_the_confirmation_of_a_pending_row(site, reader, monkeypatch):
    site.load("reader@example.org,ru,weekly,,")
    monkeypatch.setattr(cli.commands.subscriber, "find_target", cli.commands.subscribers.find_target)
    assert CliRunner().invoke(app, ["subscriber", "resend", "reader@example.org"]).exit_code == 0
    reader.clock.at = datetime.now(UTC)
    reader.deliver()
    assert reader.confirm()["statusCode"] == 200
    assert [(item["part"], item["lang"]) for item in read_parts("list/")] == [("list/weekly", "ru")]


def test_the_same_file_again_changes_nothing(site):
    rows = (f"a@example.org,en,daily,{PROOF}", "b@example.org,ru,weekly,,")
    site.load(*rows)
    before = read_items()
    done = site.load(*rows)
    assert "1 active already, 1 pending already" in done.stdout
    assert read_items() == before


@pytest.mark.parametrize("state", ["pending", "left", "complained", "bounced", "declined", "erased"])
def test_who_must_not_be_changed_is_not(site, reader, state):
    if state not in ("pending", "declined"):
        [url] = reader.subscribe()
    else:
        reader.sign_up()
        reader.deliver()
    if state == "left":
        reader.post_unsubscribe(url)
    if state in ("complained", "bounced"):
        report("complaint" if state == "complained" else "hard-bounce", at=reader.clock.at)
    if state == "declined":
        reader.confirm(refuse=True)
    if state == "erased":
        reader.call_me("DELETE")
    before = read_items()
    done = site.load(f"reader@example.org,ru,breaking,{PROOF}")
    assert done.exit_code == 0
    assert "new" not in done.stdout
    assert read_items() == before


def test_only_the_language_of_an_active_subscriber_changes(site, reader):
    reader.subscribe()
    done = site.load(f"reader@example.org,ru,daily weekly,{PROOF}")
    assert "1 with another language" in done.stdout
    [profile] = read_parts("profile")
    assert (profile["lang"], profile["lists"]) == ("ru", ["daily"])
    assert [(item["part"], item["lang"]) for item in read_parts("list/")] == [("list/daily", "ru")]
    before = read_items()
    assert "1 active already" in site.load("reader@example.org,,daily,,", options=("--lang", "en")).stdout
    assert read_items() == before


def test_all_wrong_rows_are_named_and_nothing_is_written(site):
    done = site.load(
        f"a@example.org,en,daily,{PROOF}",
        f"nobody,xx,daily,{PROOF}",
        "b@example.org,en,hourly,yesterday,form",
        '"c@example.org","en","daily","2024-03-01","two\r\nlines"',
        f"d@example.org,en,,{PROOF}",
        "e@example.org,en,daily,2999-01-01,form",
        "f@example.org,en",
    )
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert (
        lines[0] == "line 3: no e-mail address that mail can be sent to; no language of the site (en, ru, uz, uz-Cyrl)"
    )
    assert lines[1].startswith("line 4: unknown lists: hourly")
    assert "consent_at is no date" in lines[1]
    assert [line.partition(":")[0] for line in lines[2:5]] == ["line 7", "line 8", "line 9"]
    assert "5 of 7 rows are wrong" in lines[5]
    assert "example.org" not in done.stderr
    assert read_items() == []


def test_right_rows_are_imported_if_wrong_ones_are_skipped(site):
    done = site.load(f"a@example.org,en,daily,{PROOF}", "nobody,en,daily,,", options=("--skip-errors",))
    assert done.exit_code == 1
    assert "1 new and active" in done.stdout
    assert list(profiles()) == ["a@example.org"]


def test_a_dry_run_counts_and_writes_nothing(site, reader):
    reader.subscribe()
    before = read_items()
    done = site.load(
        "reader@example.org,en,daily,,", f"a@example.org,en,daily,{PROOF}", "nobody,en,daily,,", options=("--dry-run",)
    )
    assert "1 active already, 1 new and active" in done.stdout
    assert "nothing is written" in done.stdout
    assert read_items() == before


def test_a_person_twice_in_a_file_counts_once_with_the_first_row(site):
    done = site.load(f"a@example.org,en,daily,{PROOF}", f"A@EXAMPLE.org,ru,weekly,{PROOF}")
    assert "line 3: the same person as on line 2" in done.stderr
    assert "1 twice in the file, 1 new and active" in done.stdout
    assert profiles()["a@example.org"]["lang"] == "en"


def test_an_export_of_ghost_is_understood(site):
    plans = "complimentary_plan,stripe_customer_id"
    header = f"id,email,name,note,subscribed_to_emails,{plans},created_at,deleted_at,labels,tiers"
    rows = (
        '1,a@example.org,"A, B",,true,false,,2023-05-01T08:00:00.000Z,,,',
        "2,b@example.org,B,,false,false,,2023-05-01T08:00:00.000Z,,,",
        "3,c@example.org,C,,true,false,,2023-05-01T08:00:00.000Z,2024-01-01T00:00:00.000Z,,",
    )
    options = ("--lang", "en", "--lists", "daily,weekly")
    done = site.load(*rows, header=header, options=(*options, "--dry-run"))
    assert "1 new and pending" in done.stdout
    done = site.load(*rows, header=header, options=(*options, "--consent-source", "members of old.example"))
    assert "2 not subscribed there, 1 new and active" in done.stdout
    assert profiles()["a@example.org"]["confirmed_at"] == int(datetime(2023, 5, 1, 8, tzinfo=UTC).timestamp())


def test_an_export_of_listmonk_is_understood(site):
    header = "uuid,email,name,attributes,status,created_at,updated_at"
    rows = (
        'u1,a@example.org,A,"{""city"": ""Tashkent""}",enabled,2023-05-01 08:00:00.000000+00:00,2024-01-01',
        "u2,b@example.org,B,{},blocklisted,2023-05-01,2024-01-01",
    )
    options = ("--lang", "uz", "--lists", "weekly", "--consent-source", "double opt-in at old.example")
    done = site.load(*rows, header=header, options=options)
    assert done.exit_code == 0, done.output
    assert list(profiles()) == ["a@example.org"]


@pytest.mark.parametrize(
    ("column", "left", "subscribed"),
    [
        ("subscribed_to_newsletter", "false", "true"),
        ("subscribed", "FALSE", "TRUE"),
        ("unsubscribed", "true", "false"),
        ("email_disabled", "1", "0"),
        ("unsubscribed_at", "2024-01-01T00:00:00Z", ""),
    ],
)
def test_who_has_left_another_system_is_not_imported_whatever_its_column_is_called(site, column, left, subscribed):
    done = site.load(
        f"left@example.org,en,daily,{PROOF},{left}",
        f"a@example.org,en,daily,{PROOF},{subscribed}",
        header=f"{HEADER},{column}",
    )
    assert "1 not subscribed there, 1 new and active" in done.stdout
    assert list(profiles()) == ["a@example.org"]


def test_a_pause_counts_while_it_lasts_and_for_a_year_at_most(site):
    header, now = f"{HEADER},paused_until", datetime.now(UTC)
    rows = ((f"{days}@example.org,en,daily,{PROOF},{now + timedelta(days=days)}") for days in (-1, 9))
    site.load(*rows, header=header)
    assert {email: "paused_until" in profile for email, profile in profiles().items()} == {
        "-1@example.org": False,
        "9@example.org": True,
    }
    done = site.load(f"a@example.org,en,daily,{PROOF},2999-01-01", header=header)
    assert "line 2: paused_until is more than a year from now" in done.stderr


def test_an_export_is_sorted_private_and_an_import_makes_the_same_people(site, reader):
    zoe = Reader("zoe@example.org", clock=reader.clock)
    zoe.subscribe(lists=["weekly"], lang="ru")
    zoe.call_me("PATCH", body={"paused_until": (reader.clock.at + timedelta(days=9)).isoformat()})
    Reader("+tag@example.org", clock=reader.clock).subscribe(lists=["daily", "weekly"])
    left = Reader("left@example.org", clock=reader.clock)
    for url in left.subscribe():
        left.post_unsubscribe(url)
    site.load('m@example.org,uz,daily weekly:ru,2024-03-01,"=cmd() ""x"",\t at a fair"')
    exported = site.export()
    rows = exported.split("\r\n")
    assert rows[0] == "email,state,lang,lists,paused_until,consent_at,consent_source,consent_version"
    assert [row.partition(",")[0] for row in rows[1:]] == ["'+tag@example.org", "m@example.org", "zoe@example.org", ""]
    assert '''"'=cmd() ""x"",\t at a fair"''' in rows[2]
    assert "double opt-in" in rows[3]
    assert stat.S_IMODE(site.file.stat().st_mode) == 0o600

    before = profiles()
    table = boto3.resource("dynamodb").Table(subscriptions.subscribers.table)
    for item in read_items():
        table.delete_item(Key={"subscriber": item["subscriber"], "part": item["part"]})
    CliRunner().invoke(app, ["subscribers", "import", str(site.file)])
    kept = ("email", "state", "lang", "lists", "paused_until", "consent", "confirmed_at", "subscriber")
    after = profiles()
    assert set(after) == {"+tag@example.org", "m@example.org", "zoe@example.org"}
    for email, profile in after.items():
        assert {name: profile.get(name) for name in kept} == {name: before[email].get(name) for name in kept}
    assert site.export() == exported


def test_a_file_that_is_no_csv_of_people_is_an_error(site):
    done = site.load("1,2", header="a,b")
    assert done.exit_code == 1
    assert "names no column email" in done.stderr


def test_figures_are_a_table_with_the_time_of_the_last_pass(site, reader, monkeypatch):
    command = ["subscribers", "figures", "--days", "2"]
    assert "nothing is counted yet" in CliRunner().invoke(app, command).stdout
    reader.sign_up()
    reader.deliver()
    Reader("other@example.org", clock=reader.clock).subscribe(lists=["daily", "weekly"])
    for days in (1, 2, 3):
        monkeypatch.setattr(figures, "now", lambda: reader.clock.at + timedelta(days=days))  # noqa: B023
        figures.handler({"count": "missing"}, Context())
    lines = CliRunner().invoke(app, command).stdout.splitlines()
    assert lines[0].split() == ["day", "list", *COLUMNS]
    assert {line.split()[1] for line in lines[1:-1]} == {"daily", "weekly"}
    assert len({line.split()[0] for line in lines[1:-1]}) == 2
    assert lines[-1].startswith("counted last at ")
    lines = CliRunner().invoke(app, [*command[:-1], "9"]).stdout.splitlines()
    assert lines[-3].split()[1:] == ["daily", "2", "1", "50", "%", "0", "0", "0", "0", "0", "1"]


def test_a_file_that_cannot_be_written_is_an_error_before_anybody_is_read(site, tmp_path):
    done = CliRunner().invoke(app, ["subscribers", "export", str(tmp_path / "nowhere" / "people.csv")])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nowhere is no folder in which you may write" in " ".join(done.stderr.split())


def test_who_was_imported_without_proof_is_not_told_that_somebody_entered_the_address(site, reader):
    site.load("reader@example.org,en,daily,,")
    [profile] = read_parts("profile")
    audit = Audit(ClientInfo("", "operator"), reader.clock.at, "01KB0000000000000000000000")
    resend(mailer.subscribers, profile["subscriber"], parse_email_address("reader@example.org"), audit)
    reader.deliver()
    text = " ".join(reader.mails()[-1]["text"].split())
    assert "from another list of subscribers" in text
    assert "entered this address" not in text
