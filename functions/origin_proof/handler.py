"""Custom resource of CloudFormation: makes the random value by which the API recognizes requests of our distribution.

A parameter of SSM keeps the value, so that an update and a repeated event return the same one. Every event is answered,
as CloudFormation waits for the answer (AWS CloudFormation User Guide, "Custom resource response objects").
"""

import json
import os
import secrets
from collections.abc import Callable
from http.client import HTTPException
from time import sleep
from typing import Any
from urllib.request import Request, urlopen

from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from gazette.aws.clients import client
from gazette.embedded_metrics import count_swallowed
from gazette.observability import logger
from gazette.settings import Settings

ANSWER_SECONDS = 5
"""Seconds for one try to connect to CloudFormation's address, and again to send the answer."""
PAUSES = (1, 2, 4, 8)
"""Seconds between tries."""
MAX_REASON_CHARACTERS = 500
"""The whole answer may have 4,096 bytes."""

settings = Settings(os.environ)
parameter = settings.require("ORIGIN_PROOF_PARAMETER")


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Answers a request to create, update or delete the value.

    Raises the error of the last try if CloudFormation does not accept the answer. Lambda then repeats the event.
    """
    try:
        outcome = delete_value() if event["RequestType"] == "Delete" else provide_value()
    except Exception as error:
        logger.exception("the request of CloudFormation failed")
        outcome = {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error}"[:MAX_REASON_CHARACTERS]}
    ids = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    # The same id in every answer: another one would make CloudFormation delete the resource that it knows.
    send_answer(event["ResponseURL"], {**outcome, **ids, "PhysicalResourceId": parameter})


def provide_value() -> dict[str, Any]:
    """Outcome of a creation or an update: the stored value, or a new one if none is stored."""
    value = _repeat(load_or_create, _may_pass)
    return {"Status": "SUCCESS", "NoEcho": True, "Data": {"Value": value}}


def load_or_create() -> str:
    """The stored value. Of two events at the same time, one creates it and both return it."""
    ssm, value = client("ssm"), secrets.token_urlsafe(32)
    try:
        ssm.put_parameter(Name=parameter, Value=value, Type="SecureString")
    except ClientError as error:  # no failure: an earlier event has created the value
        if error.response["Error"]["Code"] == "ParameterAlreadyExists":
            return str(ssm.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"])
        raise
    return value


def delete_value() -> dict[str, Any]:
    """Outcome of a deletion, always a success: a value that is left over must not keep a stack from being deleted."""
    try:
        client("ssm").delete_parameter(Name=parameter)
    except Exception as error:
        count_swallowed("parameter-not-deleted", error, parameter=parameter)
    return {"Status": "SUCCESS"}


def send_answer(url: str, answer: dict[str, Any]) -> None:
    """Puts the answer to CloudFormation's pre-signed address. Raises the error of the last try."""
    # The signature is for a request without a content type; urllib would add one.
    headers = {"content-type": ""}
    request = Request(url, json.dumps(answer).encode(), headers, method="PUT")  # noqa: S310 (CloudFormation's address)

    def put() -> None:
        with urlopen(request, timeout=ANSWER_SECONDS):  # noqa: S310 (as above)
            logger.info("answered", extra={"status": answer["Status"]})

    _repeat(put, lambda error: isinstance(error, OSError | HTTPException))


def _may_pass(error: Exception) -> bool:
    """A new role may get its permissions, and a new parameter may be found, only after some seconds."""
    codes = ("AccessDeniedException", "ParameterNotFound")
    return isinstance(error, ClientError) and error.response["Error"]["Code"] in codes


def _repeat(call: Callable[[], Any], may_pass: Callable[[Exception], bool]) -> Any:
    """The result of a call, repeated after pauses while its error is one that may pass."""
    for pause in PAUSES:
        try:
            return call()
        except Exception as error:  # no failure: the last call raises an error that does not pass
            if may_pass(error):
                sleep(pause)
                continue
            raise
    return call()
