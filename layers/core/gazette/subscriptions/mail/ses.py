"""Sends mails by SES, each with one request.

Our errors do not repeat the messages of SES or of the network, which may contain the address.
"""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from gazette.aws.transient_errors import THROTTLING_CODES
from gazette.observability import logger
from gazette.subscriptions.mail.messages import MessageBuilder

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


class SendUnknown(Exception):
    """The request was sent and no answer came: the mail may have been sent."""


class SendRejected(Exception):
    """SES will never send this mail."""


class SesMailSender:
    """Builds and sends mails. Raises one of the errors above if a mail was not sent, or may not have been sent."""

    def __init__(self, messages: MessageBuilder, ses: Any, configuration_set: str) -> None:
        self._messages = messages
        self._ses = ses
        self._configuration_set = configuration_set

    def send_confirmation(
        self, to: str, lang: str, *, token: str, lists: Sequence[str], requested_at: str, added_to: Sequence[str]
    ) -> None:
        """`added_to` are the lists that the reader has already."""
        mail = self._messages.build_confirmation(
            lang, token=token, lists=lists, requested_at=requested_at, added_to=added_to
        )
        self._send(to, mail)

    def send_reminder(self, to: str, lang: str, *, subscriber: str, lists: Sequence[str]) -> None:
        self._send(to, self._messages.build_reminder(lang, subscriber=subscriber, lists=lists))

    def _send(self, to: str, message: EmailMessage) -> None:
        message["To"] = to
        try:
            self._ses.send_email(
                FromEmailAddress=message["From"].addresses[0].addr_spec,
                Destination={"ToAddresses": [to]},
                Content={"Raw": {"Data": message.as_bytes()}},
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            raise _classify(error) from None
        except (HTTPClientError, ResponseParserError) as error:
            raise SendUnknown(type(error).__name__) from None
        except BotoCoreError as error:
            # No connection, or no request at all, such as without credentials.
            raise NotReady(type(error).__name__) from None


def _classify(error: ClientError) -> Exception:
    """Any error without a known meaning is taken as `NotReady`, so that no mail is lost by it."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    logger.warning("SES did not accept a mail", extra={"code": code})
    if code in _THROTTLING:
        return Throttled(code)
    if code in _REJECTING and _REJECTING[code].search(message):
        return SendRejected(code)
    if status >= 500 and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return SendUnknown(code)
    return NotReady(code)
