"""The mails that Mailer sends, as whole messages (raw MIME) in plain text and HTML.

The texts are fixed per language and contain nothing that a visitor wrote.
"""

import uuid
from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.mail.headers import MailPolicy
from gazette.subscriptions.mail.inline_css import build_css
from gazette.subscriptions.mail.typography import bind, wrap
from gazette.subscriptions.public.channels import describe_list
from gazette.subscriptions.public.paths import CONFIRM_PATH, add_language
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken, build_unsubscribe_url

REMINDER_ISSUE = "reminder"
"""The issue in the unsubscribe tokens of a reminder."""


class MessageBuilder:
    """Builds mails from the templates in `web/templates/mail`. `site` returns the URL that links begin with."""

    def __init__(self, settings: Settings, pages: Pages, keyrings: Keyrings, site: Callable[[], str]) -> None:
        self._sender = Address(settings.site_name, addr_spec=settings.require("MAIL_SENDER"))
        contact = settings.optional("MAIL_REPLY_TO")
        self._contact = Address(addr_spec=contact) if contact else None
        self._postal_address = settings.optional("MAIL_POSTAL_ADDRESS")
        self._site_name = settings.site_name
        self._css = build_css(f"{settings.require('WEB_ROOT')}/templates/mail/mail.css")
        self._pages = pages
        self._keyrings = keyrings
        self._site = site

    def build_confirmation(
        self, lang: str, *, token: str, lists: Sequence[str], requested_at: str, added_to: Sequence[str] = ()
    ) -> EmailMessage:
        """Asks to confirm the lists. The token is in the fragment of the link and, for typing, in the text.

        `added_to` are the lists that an active reader has already: the mail then asks to confirm an addition to them.
        """
        lang = self._choose_language(lang)
        return self._build(
            "confirm",
            lang,
            "add" if added_to else "confirm",
            token=token,
            url=f"{add_language(self._site() + CONFIRM_PATH, lang)}#{token}",
            lists=[describe_list(lang, name) for name in lists],
            present_lists=[describe_list(lang, name)["title"] for name in added_to],
            when=self._pages.texts[lang].moment_with_zone(requested_at),
        )

    def build_reminder(self, lang: str, *, subscriber: str, lists: Sequence[str]) -> EmailMessage:
        """Lists the subscriptions of an active reader who signed up again, each with an unsubscribe link."""
        lang, keyring, site = self._choose_language(lang), self._keyrings.load(LINK_KEY), self._site()
        tokens = [UnsubscribeToken(subscriber, name, REMINDER_ISSUE) for name in lists]
        described = [
            {**describe_list(lang, token.list), "url": build_unsubscribe_url(site, token, keyring, lang)}
            for token in tokens
        ]
        return self._build("remind", lang, "remind", lists=described)

    def _choose_language(self, lang: str) -> str:
        """The language, or the site's default language if the site does not have it any more."""
        return lang if lang in self._pages.texts else self._pages.languages[0]

    def _build(self, template: str, lang: str, kind: str, **values: Any) -> EmailMessage:
        """The mail of a template (`confirm` or `remind`), with the words of its kind (`confirm`, `add` or `remind`).

        `add` has only the words that differ from those of its template.
        """
        footer = self._pages.texts[lang].words["subscriptions"]["mail"]
        words = {**footer[template], **footer[kind]}
        subject = words["subject"].format(site=self._site_name)
        values |= {"words": words, "footer": footer, "subject": subject, "css": self._css, "bind": bind, "wrap": wrap}
        values |= {"contact": self._contact and self._contact.addr_spec, "postal_address": self._postal_address}
        values["why"] = words["why"].format(host=urlsplit(self._site()).netloc)
        message = self._start(subject)
        message.set_content(self._pages.render(f"mail/{template}.txt", lang, **values).strip() + "\n")
        message.add_alternative(self._pages.render(f"mail/{template}.html", lang, **values), subtype="html")
        # At the end, because `add_alternative` moves the fields Content-* into the first part.
        message["Content-Language"] = lang
        return message

    def _start(self, subject: str) -> EmailMessage:
        """A mail with the header fields of mails that answer a request of the reader."""
        message = EmailMessage(policy=MailPolicy())
        message["Subject"] = subject
        message["From"] = self._sender
        if self._contact:
            message["Reply-To"] = self._contact
        # Asks automatic responders not to reply (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        # A new value for each mail: Gmail would show a second confirmation in the thread of the first.
        message["X-Entity-Ref-ID"] = uuid.uuid4().hex
        return message
