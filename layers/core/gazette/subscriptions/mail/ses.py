"""Letters on their way: SES, each letter asked for once.

What SES or the network says is kept out of our errors: it may name the address.
"""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from gazette.observability import logger
from gazette.subscriptions.mail.delivery import NotTaken, SendingRefused, SendingUnknown, Throttled
from gazette.subscriptions.mail.messages import MessageBuilder

_BUSY = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException", "LimitExceededException"})
"""Too many letters at once."""
_LATER = frozenset(
    {
        "SendingPausedException",
        "AccountSuspendedException",
        "AccessDeniedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
    }
)
"""Refusals that are no fault of the letter: the service is paused, or not set up yet."""


class SesMailSender:
    """Sends the letters of `Letters` by SES."""

    def __init__(self, letters: MessageBuilder, ses: Any, configuration_set: str) -> None:
        self._letters = letters
        self._ses = ses
        self._configuration_set = configuration_set

    def confirm(self, to: str, lang: str, *, token: str, lists: Sequence[str], asked_at: str) -> None:
        self._send(to, self._letters.confirmation(lang, token=token, lists=lists, asked_at=asked_at))

    def remind(self, to: str, lang: str, *, subscriber: str, lists: Sequence[str]) -> None:
        self._send(to, self._letters.reminder(lang, subscriber=subscriber, lists=lists))

    def _send(self, to: str, letter: EmailMessage) -> None:
        letter["To"] = to
        try:
            self._ses.send_email(
                FromEmailAddress=letter["From"].addresses[0].addr_spec,
                Destination={"ToAddresses": [to]},
                Content={"Raw": {"Data": letter.as_bytes()}},
                ConfigurationSetName=self._configuration_set,
            )
        except (ConnectTimeoutError, EndpointConnectionError):
            raise NotTaken("not reached") from None
        except ClientError as error:
            raise _answered(error) from None
        except BotoCoreError as error:
            raise SendingUnknown(type(error).__name__) from None


def _answered(error: ClientError) -> Exception:
    code = error.response["Error"]["Code"]
    logger.warning("a letter was not taken", extra={"code": code})
    if code in _BUSY:
        return Throttled(code)
    if code in _LATER:
        return NotTaken(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return SendingUnknown(code)
    return SendingRefused(code)
