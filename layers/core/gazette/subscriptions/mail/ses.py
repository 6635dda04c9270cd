"""Sends mails by SES, each with one request.

Our errors do not repeat the messages of SES or of the network, which may contain the address.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from gazette.aws.transient_errors import THROTTLING_CODES
from gazette.observability import logger
from gazette.subscriptions.mail.headers import fold_field

_THROTTLING = THROTTLING_CODES | {"LimitExceededException"}
"""With the code of SES alone for a reached quota."""
_REJECTING = {
    "MessageRejected": re.compile("blacklist|virus|transaction failed|illegal|invalid", re.IGNORECASE),
    "BadRequestException": re.compile("^(?!.*configuration set)", re.IGNORECASE),
}
"""Messages of these errors that are about one mail, such as an address that SES cannot parse. `MessageRejected` also
tells of an unverified sender, or of any recipient while the account is in the sandbox.
https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
"""


class NotReady(Exception):
    """The mail was certainly not sent, and may be sent later: SES was not reached, is paused or is not set up."""


class Throttled(NotReady):
    """SES accepts no more mails for some seconds."""


class QuotaReached(Throttled):
    """SES accepts no more mails for hours: the quota of a day is used up."""


class SendUnknown(Exception):
    """The request was sent and no answer came: the mail may have been sent."""


class SendRejected(Exception):
    """SES will never send this mail."""


ISSUE_TAG = "issue"


def build_tags(kind: str, list_id: str, lang: str, issue: str = "") -> dict[str, str]:
    """The tags of a mail, such as `daily` and `daily-uz-Cyrl`; never of a person. SES writes the two into the field
    Feedback-ID, by which Gmail groups complaints. Events of SES repeat them, and the id of the issue that was sent.
    """
    tags = {"ses:feedback-id-a": kind, "ses:feedback-id-b": f"{list_id}-{lang}"}
    # SES accepts letters, digits, `_` and `-`.
    return {**tags, ISSUE_TAG: issue.replace("/", "_")} if issue else tags


def parse_issue_tag(value: str) -> str:
    """The id of an issue from the value of its tag."""
    return value.replace("_", "/")


class SesMailSender:
    """Sends mails from one sender address. Raises one of the errors above if a mail was not sent, or may not have been
    sent."""

    def __init__(self, ses: Any, configuration_set: str, sender: str) -> None:
        self._ses = ses
        self._configuration_set = configuration_set
        self._sender = sender

    def send(self, to: str, message: bytes, tags: Mapping[str, str]) -> str:
        """Send a whole message that has no field `To` yet. Returns the message id of SES."""
        try:
            reply = self._ses.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Raw": {"Data": fold_field("To", to) + message}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
            )
        except ClientError as error:
            raise _classify(error) from None
        except (HTTPClientError, ResponseParserError) as error:
            raise SendUnknown(type(error).__name__) from None
        except BotoCoreError as error:
            # No connection, or no request at all, such as without credentials.
            raise NotReady(type(error).__name__) from None
        message_id: str = reply["MessageId"]
        return message_id


def _classify(error: ClientError) -> Exception:
    """Any error without a known meaning is taken as `NotReady`, so that no mail is lost by it."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    logger.warning("SES did not accept a mail", extra={"code": code})
    if code in _THROTTLING:
        is_daily = code == "LimitExceededException" or "daily" in message.lower()
        return QuotaReached(code) if is_daily else Throttled(code)
    if code in _REJECTING and _REJECTING[code].search(message):
        return SendRejected(code)
    if status >= 500 and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return SendUnknown(code)
    return NotReady(code)
