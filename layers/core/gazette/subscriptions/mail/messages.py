"""The letters that Mailer sends: fixed texts per language, with nothing in them that a visitor wrote.

They are whole messages (raw MIME): plain text and HTML, and headers of our own.
"""

from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.pages import CONFIRM_PATH
from gazette.subscriptions.public.channels import list_titles
from gazette.subscriptions.unsubscribe_token import UnsubscribeLink, in_language, unsubscribe_url

REMINDER_ISSUE = "reminder"
"""What stands in place of an issue in the links of a reminder."""

_LINES = SMTP.clone(max_line_length=78)


class MessageBuilder:
    """Makes letters from the templates in `web/templates/mail`. `site` gives what links begin with."""

    def __init__(self, settings: Settings, pages: Pages, secrets: Keyrings, site: Callable[[], str]) -> None:
        self._sender = Address(settings.site_name, addr_spec=settings.require("MAIL_SENDER"))
        self._site_name = settings.site_name
        self._pages = pages
        self._secrets = secrets
        self._site = site

    def confirmation(self, lang: str, *, token: str, lists: Sequence[str], asked_at: str) -> EmailMessage:
        """Asks whether the address wants the lists. The token is in the link's fragment and, to be typed, below."""
        titles, language = list_titles(lang), self._known(lang)
        page = self._site() + CONFIRM_PATH
        if language != self._pages.languages[0]:  # the plain address is good for most, and short
            page = in_language(page, language)
        return self._letter(
            "confirm",
            lang,
            token=token,
            url=f"{page}#{token}",
            lists=[titles[name][0] for name in lists],
            asked_at=asked_at,
        )

    def reminder(self, lang: str, *, subscriber: str, lists: Sequence[str]) -> EmailMessage:
        """Tells somebody who signed up once more what they are subscribed to, with a way out of each list."""
        titles, keys, site = list_titles(lang), self._secrets.keyring(LINK_KEY), self._site()
        links = [
            {
                "title": titles[name][0],
                "url": unsubscribe_url(
                    site, UnsubscribeLink(subscriber, name, REMINDER_ISSUE), keys, self._known(lang)
                ),
            }
            for name in lists
        ]
        return self._letter("remind", lang, lists=links)

    def _known(self, lang: str) -> str:
        """A language that the site no longer has is written to in its default one."""
        return lang if lang in self._pages.texts else self._pages.languages[0]

    def _letter(self, name: str, lang: str, **values: Any) -> EmailMessage:
        lang = self._known(lang)
        subject = self._pages.texts[lang].words["subscriptions"]["mail"][name]["subject"]
        values |= {"site": self._site(), "subject": subject.format(site=self._site_name)}
        letter = EmailMessage(policy=_LINES)
        letter["Subject"] = values["subject"]
        letter["From"] = self._sender
        # Whoever answers letters by a machine is asked not to answer this one (RFC 3834).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(self._pages.render(f"mail/{name}.txt", lang, **values).strip() + "\n")
        letter.add_alternative(self._pages.render(f"mail/{name}.html", lang, **values), subtype="html")
        return letter
