"""Streams of a whole local server, whose emulator rolls back failed transactions."""

import json

import boto3
import pytest

from tests.support.local_server import LocalServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def server():
    with LocalServer("--empty") as server:
        yield server


def lines(server, message):
    """Log lines of the functions with a message."""
    logged = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    return [line for line in logged if line["message"] == message]


def test_a_repeated_signup_does_not_delay_other_mails_and_is_logged(server):
    consent = server.get("/v1/channels?lang=en").json["consent"]["version"]

    def sign_up(email):
        body = {"email": email, "lang": "en", "lists": ["daily"], "consent": consent}
        assert server.post("/v1/subscriptions", body).status == 202

    def mailed():
        return [mail["to"] for mail in server.get("/_dev/outbox").json]

    sign_up("a@example.com")
    eventually(mailed)
    sign_up("a@example.com")
    [line] = eventually(lambda: lines(server, "no mail is sent now: a rate limit is reached"))
    assert (line["outcome"], line["function_name"]) == ("over-address", "gazette-MailerFunction")
    assert "cold_start" not in line  # that of another function
    sign_up("b@example.com")
    eventually(lambda: mailed() == ["a@example.com", "b@example.com"])


def test_events_of_publications_arrive_after_a_refused_one(server):
    health = server.get("/_dev/health").json
    account = {"endpoint_url": health["endpoint"], "region_name": health["region"]}
    account |= {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    events, sqs = boto3.client("events", **account), boto3.client("sqs", **account)
    queue = sqs.create_queue(QueueName="publications")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    [bus] = [bus["Name"] for bus in events.list_event_buses()["EventBuses"] if bus["Name"] != "default"]
    events.put_rule(Name="publications", EventBusName=bus, EventPattern='{"detail-type": ["article.published"]}')
    events.put_targets(Rule="publications", EventBusName=bus, Targets=[{"Id": "publications", "Arn": arn}])
    token = server.run("token").stdout.strip()
    server.request("PUT", "/v1/editorial/categories/city", {"names": {"en": "City"}}, token=token)

    def publish(slug):
        draft = {"lang": "en", "title": f"On {slug}", "slug": slug, "categories": ["city"], "body": "Some words."}
        made = server.post("/v1/editorial/articles", draft, token=token)
        assert made.status == 201, made.text
        headers = {"if-match": made.headers["etag"]}
        return server.post(f"/v1/editorial/articles/{made.json['id']}/publish", {}, token=token, headers=headers).status

    def received_slugs():
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"])["detail"]["slug"] for message in messages]

    assert publish("bridges") == 200
    assert eventually(received_slugs) == ["bridges"]
    assert publish("bridges") == 409
    assert publish("trams") == 200
    assert eventually(received_slugs) == ["trams"]
