"""The custom resource that makes the proof of the distribution: every event is answered, with the same value."""

import json
import os

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from functions.origin_proof import handler as origin_proof
from tests.support.events import sample_event
from tests.support.scripted_server import hang, reset, respond, serving

NAME = os.environ["ORIGIN_PROOF_PARAMETER"]
ACCEPTED, BUSY, EXPIRED = respond({}), respond({}, "503 Slow Down"), respond({}, "403 Forbidden")


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """Seconds for which the function sleeps, instead of sleeping."""
    slept = []
    monkeypatch.setattr(origin_proof, "sleep", slept.append)
    return slept


@pytest.fixture
def ssm(monkeypatch):
    client = boto3.client("ssm")
    monkeypatch.setattr(origin_proof, "client", lambda _: client)
    yield client
    if stored(client):
        client.delete_parameter(Name=NAME)


def stored(ssm):
    return [parameter["Value"] for parameter in ssm.get_parameters(Names=[NAME], WithDecryption=True)["Parameters"]]


def send(kind, *plan):
    """Send an event of CloudFormation, which responds to the answers by plan. Returns the request of each try."""
    with serving(*plan or (ACCEPTED,)) as cloudformation:
        event = sample_event(f"origin_proof/{kind}.json") | {"ResponseURL": f"{cloudformation.url}/answer?signature=1"}
        try:
            origin_proof.handler(event, None)
        finally:
            requests = [request.partition(b"\r\n\r\n") for request in cloudformation.requests]
    return [(head.decode().lower(), json.loads(body)) for head, _, body in requests]


def answer(kind, *plan):
    """The answer that CloudFormation accepts."""
    return send(kind, *plan)[-1][1]


def fail(ssm, monkeypatch, operation, *errors):
    """The first calls of an operation raise these errors."""
    real, remaining = getattr(ssm, operation), list(errors)

    def call(**arguments):
        if remaining:
            raise remaining.pop(0)
        return real(**arguments)

    monkeypatch.setattr(ssm, operation, call)


def error(code):
    return ClientError({"Error": {"Code": code, "Message": "as planned"}}, "Operation")


def test_a_creation_returns_a_random_masked_value(ssm):
    first = answer("create")
    assert (first["Status"], first["NoEcho"]) == ("SUCCESS", True)
    assert len(first["Data"]["Value"]) >= 43  # 256 bits
    answer("delete")
    assert answer("create")["Data"]["Value"] != first["Data"]["Value"]


def test_the_value_is_stored_encrypted(ssm):
    assert [answer("create")["Data"]["Value"]] == stored(ssm)
    described = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [NAME]}])["Parameters"]
    assert [parameter["Type"] for parameter in described] == ["SecureString"]


@pytest.mark.parametrize("again", ["create", "update"])
def test_a_repeated_creation_and_an_update_return_the_same_value(ssm, again):
    first, second = answer("create"), answer(again)
    assert second["Data"] == first["Data"]
    assert second["NoEcho"] is True
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]


def test_an_update_makes_the_value_again_if_somebody_has_deleted_it(ssm):
    answer("create")
    ssm.delete_parameter(Name=NAME)
    assert [answer("update")["Data"]["Value"]] == stored(ssm)


def test_an_answer_repeats_the_ids_of_its_event_and_names_no_value(ssm):
    event = sample_event("origin_proof/update.json")
    for kind in ("create", "update", "delete"):
        given = answer(kind)
        assert given["PhysicalResourceId"] == NAME
        assert (given["StackId"], given["LogicalResourceId"]) == (event["StackId"], event["LogicalResourceId"])
        assert given["RequestId"] == sample_event(f"origin_proof/{kind}.json")["RequestId"]


def test_the_answer_has_no_content_type_because_the_address_is_signed_without_one(ssm):
    [(head, _)] = send("create")
    assert head.startswith("put /answer?signature=1 ")
    assert "content-type: \r\n" in head + "\r\n"
    assert "transfer-encoding" not in head


def test_a_deletion_removes_the_value_and_succeeds_twice(ssm):
    answer("create")
    assert answer("delete")["Status"] == "SUCCESS"
    assert stored(ssm) == []
    assert answer("delete")["Status"] == "SUCCESS"


def test_a_deletion_succeeds_without_permission(ssm, monkeypatch):
    fail(ssm, monkeypatch, "delete_parameter", error("AccessDeniedException"))
    assert answer("delete")["Status"] == "SUCCESS"


def test_a_failure_is_answered_with_its_reason(ssm, monkeypatch):
    fail(ssm, monkeypatch, "put_parameter", ReadTimeoutError(endpoint_url="x" * 9000))
    failed = answer("create")
    assert failed["Status"] == "FAILED"
    assert failed["Reason"].startswith("ReadTimeoutError: ")
    assert len(json.dumps(failed)) < 4096
    assert "Data" not in failed


def test_a_new_role_gets_time_to_receive_its_permissions(ssm, monkeypatch, pauses):
    fail(ssm, monkeypatch, "put_parameter", *[error("AccessDeniedException")] * 3)
    assert answer("create")["Status"] == "SUCCESS"
    assert pauses == [1, 2, 4]


def test_a_function_without_permission_gives_up(ssm, monkeypatch):
    fail(ssm, monkeypatch, "put_parameter", *[error("AccessDeniedException")] * 9)
    assert answer("create")["Status"] == "FAILED"


def test_a_value_that_another_event_has_just_stored_is_waited_for(ssm, monkeypatch, pauses):
    first = answer("create")
    fail(ssm, monkeypatch, "get_parameter", error("ParameterNotFound"))
    assert answer("create")["Data"] == first["Data"]
    assert pauses == [1]


@pytest.mark.parametrize("fault", [BUSY, reset], ids=["503", "reset"])
def test_an_answer_is_sent_again(ssm, fault):
    tries = send("create", fault, fault, ACCEPTED)
    assert [body for _, body in tries] == [tries[0][1]] * 3


def test_an_answer_that_nobody_takes_does_not_wait_for_ever(ssm, monkeypatch):
    monkeypatch.setattr(origin_proof, "ANSWER_SECONDS", 0.05)
    assert len(send("create", hang, ACCEPTED)) == 2


def test_lambda_repeats_an_event_whose_answer_was_refused(ssm):
    with pytest.raises(OSError, match="403"):
        send("create", EXPIRED)
    assert [answer("create")["Data"]["Value"]] == stored(ssm)
