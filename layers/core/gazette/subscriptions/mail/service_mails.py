"""Sends the mails that answer a request of a reader. Each method raises the errors of `SesMailSender.send`."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from gazette.subscriptions.mail.messages import CONFIRM, LEFT, NOTICE, REMIND, WELCOME, MessageBuilder
from gazette.subscriptions.mail.ses import SesMailSender, build_tags


@dataclass(frozen=True)
class ServiceMails:
    """Builds and sends mails, one recipient each."""

    messages: MessageBuilder
    sender: SesMailSender

    def send_confirmation(
        self,
        to: str,
        lang: str,
        *,
        token: str,
        lists: Sequence[str],
        requested_at: str,
        added_to: Sequence[str] = (),
        changes_address: bool = False,
    ) -> None:
        """Arguments as for `MessageBuilder.build_confirmation`."""
        mail = self.messages.build_confirmation(
            lang,
            token=token,
            lists=lists,
            requested_at=requested_at,
            added_to=added_to,
            changes_address=changes_address,
        )
        self._send(to, CONFIRM, lang, mail)

    def send_reminder(
        self, to: str, lang: str, *, subscriber: str, lists: Sequence[str], manage_token: str | None = None
    ) -> None:
        mail = self.messages.build_reminder(lang, subscriber=subscriber, lists=lists, manage_token=manage_token)
        self._send(to, REMIND, lang, mail)

    def send_welcome(
        self,
        to: str,
        lang: str,
        *,
        subscriber: str,
        lists: Sequence[str],
        manage_token: str | None = None,
        paused_until: str | None = None,
    ) -> None:
        mail = self.messages.build_welcome(
            lang, subscriber=subscriber, lists=lists, manage_token=manage_token, paused_until=paused_until
        )
        self._send(to, WELCOME, lang, mail)

    def send_link_to_data(self, to: str, lang: str, *, manage_token: str) -> None:
        self._send(to, LEFT, lang, self.messages.build_link_to_data(lang, manage_token=manage_token))

    def send_notice(self, to: str, lang: str, *, changed_at: str) -> None:
        self._send(to, NOTICE, lang, self.messages.build_notice(lang, changed_at=changed_at))

    def _send(self, to: str, kind: str, lang: str, mail: EmailMessage) -> None:
        self.sender.send(to, mail.as_bytes(), build_tags(kind, "service", lang))
