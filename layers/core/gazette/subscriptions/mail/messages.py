"""The mails that Mailer sends, as whole messages (raw MIME) in plain text and HTML.

The texts are fixed per language and contain nothing that a visitor wrote.
"""

from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.paths import CONFIRM_PATH, add_language
from gazette.subscriptions.public.channels import get_list_titles
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken, build_unsubscribe_url

REMINDER_ISSUE = "reminder"
"""The issue in the unsubscribe tokens of a reminder."""

_LINES = SMTP.clone(max_line_length=78)


class MessageBuilder:
    """Builds mails from the templates in `web/templates/mail`. `site` returns the URL that links begin with."""

    def __init__(self, settings: Settings, pages: Pages, keyrings: Keyrings, site: Callable[[], str]) -> None:
        self._sender = Address(settings.site_name, addr_spec=settings.require("MAIL_SENDER"))
        self._site_name = settings.site_name
        self._pages = pages
        self._keyrings = keyrings
        self._site = site

    def build_confirmation(
        self, lang: str, *, token: str, lists: Sequence[str], requested_at: str, added_to: Sequence[str] = ()
    ) -> EmailMessage:
        """Asks to confirm the lists. The token is in the fragment of the link and, for typing, in the text."""
        titles, page_lang = get_list_titles(lang), self._choose_language(lang)
        page = self._site() + CONFIRM_PATH
        if page_lang != self._pages.languages[0]:  # most readers use the first language: their link stays short
            page = add_language(page, page_lang)
        return self._build(
            "confirm",
            lang,
            token=token,
            url=f"{page}#{token}",
            lists=[titles[name][0] for name in lists],
            requested_at=requested_at,
        )

    def build_reminder(self, lang: str, *, subscriber: str, lists: Sequence[str]) -> EmailMessage:
        """Lists the subscriptions of an active reader who signed up again, each with an unsubscribe link."""
        titles, keyring, site = get_list_titles(lang), self._keyrings.load(LINK_KEY), self._site()
        page_lang = self._choose_language(lang)
        tokens = [UnsubscribeToken(subscriber, name, REMINDER_ISSUE) for name in lists]
        links = [
            {"title": titles[token.list][0], "url": build_unsubscribe_url(site, token, keyring, page_lang)}
            for token in tokens
        ]
        return self._build("remind", lang, lists=links)

    def _choose_language(self, lang: str) -> str:
        """The language, or the site's default language if the site does not have it any more."""
        return lang if lang in self._pages.texts else self._pages.languages[0]

    def _build(self, name: str, lang: str, **values: Any) -> EmailMessage:
        lang = self._choose_language(lang)
        subject = self._pages.texts[lang].words["subscriptions"]["mail"][name]["subject"]
        values |= {"site": self._site(), "subject": subject.format(site=self._site_name)}
        message = EmailMessage(policy=_LINES)
        message["Subject"] = values["subject"]
        message["From"] = self._sender
        # Asks automatic responders not to reply (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._pages.render(f"mail/{name}.txt", lang, **values).strip() + "\n")
        message.add_alternative(self._pages.render(f"mail/{name}.html", lang, **values), subtype="html")
        return message
