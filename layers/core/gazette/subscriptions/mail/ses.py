"""Sends mails by SES, each with one request.

Our errors do not repeat the messages of SES or of the network, which may contain the address.
"""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from gazette.observability import logger
from gazette.subscriptions.mail.messages import MessageBuilder

_THROTTLING = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException", "LimitExceededException"})
_NOT_READY = frozenset(
    {
        "SendingPausedException",
        "AccountSuspendedException",
        "AccessDeniedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
    }
)
"""Errors that do not depend on the mail: sending is paused, or not set up yet."""


class NotSent(Exception):
    """The mail was certainly not sent: SES was not reached, is paused or throttles."""


class Throttled(NotSent):
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

    def send_confirmation(self, to: str, lang: str, *, token: str, lists: Sequence[str], requested_at: str) -> None:
        self._send(to, self._messages.build_confirmation(lang, token=token, lists=lists, requested_at=requested_at))

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
        except (ConnectTimeoutError, EndpointConnectionError):
            raise NotSent("not reached") from None
        except ClientError as error:
            raise _classify(error) from None
        except BotoCoreError as error:
            raise SendUnknown(type(error).__name__) from None


def _classify(error: ClientError) -> Exception:
    code = error.response["Error"]["Code"]
    logger.warning("SES did not accept a mail", extra={"code": code})
    if code in _THROTTLING:
        return Throttled(code)
    if code in _NOT_READY:
        return NotSent(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return SendUnknown(code)
    return SendRejected(code)
