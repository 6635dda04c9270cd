"""`gazette smoke` and `gazette doctor` on the local server."""

import json
import os
import re

import pytest
from typer.testing import CliRunner

from cli.http_client import Site, SiteUnreachable
from cli.main import app
from cli.signals import END_SIGNALS
from cli.smoke.publication import Publication
from cli.staff import add_user, sign_in_anew
from cli.target import find_local_target
from tests.support.deployed_stack import findings
from tests.support.local_server import LocalServer

pytestmark = pytest.mark.end_to_end

RUN = "01KCRSJ5M0V7Z4N8Q2W6X9Y3T"


@pytest.fixture(scope="module")
def server():
    with LocalServer("--empty") as server:
        yield server


def read_tables(server):
    """All items of all tables."""
    target = find_local_target(server.port)
    dynamodb = target.client("dynamodb")
    tables = [name for logical_id, name in target.names.items() if logical_id.endswith("Table")]
    return {name: dynamodb.scan(TableName=name)["Items"] for name in tables}


def sign_in(server, group):
    target = find_local_target(server.port)
    pool = (target.client("cognito-idp"), target.user_pool, target.user_pool_client)
    return sign_in_anew(*pool, group, f"{group}@gazette.example").id


def count_failures(server):
    """Messages in the failures queue."""
    sqs, counts = find_local_target(server.port).client("sqs"), ("", "NotVisible")
    names = [f"ApproximateNumberOfMessages{suffix}" for suffix in counts]
    [queue] = sqs.list_queues(QueueNamePrefix="gazette-FailuresQueue")["QueueUrls"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def count(done, status):
    return sum(line.startswith(f"{status} ") for line in done.stdout.splitlines())


def test_smoke_only_reads_without_write(server):
    before = read_tables(server)
    done = server.run("smoke", "--url", server.url)
    assert (done.returncode, count(done, "failed")) == (0, 0), done.stdout
    for step in ("with gzip", "without gzip", "HEAD", "304", "with the ID token → 200", "with the access token → 200"):
        assert step in done.stdout
    assert "unknown  Distribution: the local server has no distribution" in done.stdout
    assert read_tables(server) == before
    assert server.get("/_dev/outbox").json == []


def test_https_at_a_port_without_tls_fails(server):
    url = f"https://localhost:{server.port}"
    done = server.run("smoke", "--url", url)
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("failed")]
    assert [line.split(":")[0] for line in lines] == [
        f"failed   {name}" for name in ("Distribution", "Site reads", "Site staff")
    ]
    assert all(f"{url} has no valid TLS: " in line for line in lines)


def test_smoke_writes_what_it_prints_and_leaves_nothing_public(server):
    done = server.run("smoke", "--write")
    assert (done.returncode, count(done, "failed")) == (0, 0), done.stdout
    steps = ("published silently", "page: GET", "→ 410", "with a link that confirms", "in the failures queue after")
    for step in steps:
        assert step in done.stdout
    [binned] = server.get("/v1/editorial/articles?status=binned", token=sign_in(server, "editor")).json["items"]
    assert binned["title"].startswith("Test article, please ignore it (")
    assert f"stays    Publication: draft {binned['id']} with 4 revisions" in done.stdout
    assert server.get("/v1/articles?lang=en").json["items"] == []
    tombstones = read_tables(server)["gazette-ArticlesTable"]
    assert [item["silent"]["BOOL"] for item in tombstones] == [True, True]
    assert count_failures(server) == 0


def test_a_failure_in_the_middle_leaves_nothing_public(server):
    """The API answers once, to the check of the draft, and not after the publication."""

    calls = []

    class FailingSite(Site):
        def get(self, path, **headers):
            calls.append(path)
            if len(calls) > 1:
                raise SiteUnreachable("the API does not answer")
            return super().get(path, **headers)

    publication = Publication(Site(server.url), FailingSite(server.url), sign_in(server, "editor"), f"{RUN}1")
    found = findings(publication.check)
    assert found[3] == ("failed", "the API does not answer")
    [path] = set(calls)
    assert server.get(path).status == 410
    assert "with 4 revisions, in the bin until" in found[4][1]


@pytest.mark.usefixtures("_end_signals_end")
@pytest.mark.parametrize("number", END_SIGNALS)
def test_a_signal_in_the_middle_leaves_nothing_public(server, monkeypatch, number):
    def end(publication):
        os.kill(os.getpid(), number)
        yield from ()

    monkeypatch.setattr(Publication, "_read", end)
    done = server.run("smoke", "--write")
    [draft] = re.findall(r"draft (\w+):", done.stdout)
    assert done.returncode != 0
    assert "published silently" in done.stdout
    assert server.get(f"/v1/articles/{draft}").status == 410
    stored = server.get(f"/v1/editorial/articles/{draft}", token=sign_in(server, "editor"))
    assert stored.json["status"] == "binned"


def test_someone_who_may_not_publish_fails_with_the_reason(server):
    publication = Publication(Site(server.url), Site(server.url), sign_in(server, "author"), f"{RUN}2")
    found = findings(publication.check)
    assert [status for status, _ in found[:3]] == ["ok", "ok", "failed"]
    assert "403 (This needs the group editor.)" in found[2][1]
    assert "with 2 revisions, in the bin until" in found[3][1]


def test_another_address_of_the_site_is_read_too(server):
    """As behind a distribution, which has an address of its own."""
    edge = Site(f"http://localhost:{server.port}")
    found = findings(Publication(edge, Site(server.url), sign_in(server, "editor"), f"{RUN}3").check)
    assert {status for status, _ in found} == {"ok", "unknown", "stays"}
    assert [text.split(":")[0] for _, text in found if "→ 410" in text] == ["API", "API", "edge", "edge"]


@pytest.fixture
def stack(server, monkeypatch):
    """A stack of CloudFormation whose site and API are the local server, under two names."""
    target = find_local_target(server.port)
    monkeypatch.setenv("AWS_ENDPOINT_URL", target.endpoint)
    outputs = {
        "Url": f"http://localhost:{server.port}",
        "ApiUrl": server.url,
        "UserPoolId": target.user_pool,
        "UserPoolClientId": target.user_pool_client,
    }
    template = {"Resources": {}, "Outputs": {name: {"Value": value} for name, value in outputs.items()}}
    target.client("cloudformation").create_stack(StackName="paper", TemplateBody=json.dumps(template))
    yield target
    target.client("cloudformation").delete_stack(StackName="paper")


def test_a_stack_is_read_at_its_site_and_at_its_api(server, stack, monkeypatch):
    cognito, user = stack.client("cognito-idp"), "aziza@paper.example"
    add_user(cognito, stack.user_pool, user, "editor", quietly=True)
    cognito.admin_set_user_password(
        UserPoolId=stack.user_pool, Username=user, Password="Seven-horses-7", Permanent=True
    )
    monkeypatch.setenv("GAZETTE_PASSWORD", "Seven-horses-7")
    done = server.run("smoke", "--stack", "paper", "--user", user)
    assert (done.returncode, count(done, "failed")) == (0, 0), done.stdout
    for name in ("Site", "API"):
        assert f"ok       {name} reads: HEAD" in done.stdout
        for token, status in (("without a token", 401), ("with the access token", 200)):
            assert f"ok       {name} staff: GET /v1/editorial/me {token} → {status}" in done.stdout


def test_a_site_without_a_known_stack_is_not_written_to():
    done = CliRunner().invoke(app, ["smoke", "--url", "https://news.example", "--write"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "gazette: --write needs --stack, or the local server: it signs in an editor and reads the queue\n"
    )


def test_the_doctor_says_what_the_emulator_cannot_tell(server):
    done = server.run("doctor")
    assert done.returncode == 1  # nobody has loaded rates
    lines = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert [line for line in lines if line.startswith("failed")] == ["failed   Rates"] * 3
    assert {line.removeprefix("unknown  ") for line in lines if line.startswith("unknown")} == {
        *("Stack", "Distribution", "Concurrency", "Functions", "Tables", "Sender"),
        *("SES account", "SES configuration", "MAIL FROM", "DMARC", "Mail reports"),
        *("Schedules", "Rules", "Streams"),
        *("Alarms", "Alarm recipients"),
    }
    assert count(done, "ok") == 14
