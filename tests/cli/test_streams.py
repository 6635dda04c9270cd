"""Streams of a whole local server, whose engine undoes transactions that fail."""

import json

import boto3
import pytest

from tests.cli.local.conftest import eventually
from tests.support.local_server import LocalServer

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def server():
    with LocalServer("--empty") as server:
        yield server


def lines(server, message):
    """What the functions logged with this message."""
    logged = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    return [line for line in logged if line["message"] == message]


def test_who_asks_again_too_soon_holds_up_nobody_elses_mail_and_the_console_says_so(server):
    consent = server.get("/v1/channels?lang=en").json["consent"]["version"]

    def sign_up(email):
        body = {"email": email, "lang": "en", "lists": ["daily"], "consent": consent}
        assert server.post("/v1/subscriptions", body).status == 202

    def mailed():
        return [mail["to"] for mail in server.get("/_dev/outbox").json]

    sign_up("a@example.com")
    eventually(mailed)
    sign_up("a@example.com")
    [line] = eventually(lambda: lines(server, "no mail is sent: a rate limit is reached"))
    assert (line["outcome"], line["function_name"]) == ("over-address", "gazette-MailerFunction")
    assert "cold_start" not in line  # Sweep said so of itself
    sign_up("b@example.com")
    eventually(lambda: mailed() == ["a@example.com", "b@example.com"])


def test_publications_are_told_after_one_that_was_refused(server):
    health = server.get("/_dev/health").json
    account = {"endpoint_url": health["endpoint"], "region_name": health["region"]}
    account |= {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    events, sqs = boto3.client("events", **account), boto3.client("sqs", **account)
    queue = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    [bus] = [bus["Name"] for bus in events.list_event_buses()["EventBuses"] if bus["Name"] != "default"]
    events.put_rule(Name="told", EventBusName=bus, EventPattern='{"detail-type": ["article.published"]}')
    events.put_targets(Rule="told", EventBusName=bus, Targets=[{"Id": "told", "Arn": arn}])
    token = server.run("token").stdout.strip()
    server.request("PUT", "/v1/editorial/categories/city", {"names": {"en": "City"}}, token=token)

    def publish(slug):
        draft = {"lang": "en", "title": f"On {slug}", "slug": slug, "categories": ["city"], "body": "Some words."}
        made = server.post("/v1/editorial/articles", draft, token=token)
        assert made.status == 201, made.text
        headers = {"if-match": made.headers["etag"]}
        return server.post(f"/v1/editorial/articles/{made.json['id']}/publish", {}, token=token, headers=headers).status

    def told():
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"])["detail"]["slug"] for message in messages]

    assert publish("bridges") == 200
    assert eventually(told) == ["bridges"]
    assert publish("bridges") == 409
    assert publish("trams") == 200
    assert eventually(told) == ["trams"]
