"""Renders the templates in `web/templates/mail` with what all mails have in common."""

from collections.abc import Callable, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gazette.pages.templates import Pages
from gazette.pages.texts import Texts
from gazette.settings import Settings
from gazette.subscriptions.mail.headers import MailPolicy
from gazette.subscriptions.mail.rendering.accent import parse_accent
from gazette.subscriptions.mail.rendering.inline_css import build_css
from gazette.subscriptions.mail.rendering.typography import bind, underline, wrap

_SIDES = {"ltr": {"start": "left", "end": "right"}, "rtl": {"start": "right", "end": "left"}}
"""Where a line of text begins and ends, by its direction."""


class Bodies(NamedTuple):
    """The two forms of one mail."""

    text: str
    html: str


class MailTemplates:
    """The sender and the frame of all mails. `site` returns the URL that links begin with."""

    def __init__(self, settings: Settings, pages: Pages, site: Callable[[], str]) -> None:
        self.sender = Address(settings.site_name, addr_spec=settings.require("MAIL_SENDER"))
        contact = settings.optional("MAIL_REPLY_TO")
        self._contact = Address(addr_spec=contact) if contact else None
        self._postal_address = settings.optional("MAIL_POSTAL_ADDRESS")
        self._accent = parse_accent(settings.require("MAIL_ACCENT"))
        sheet = f"{settings.require('WEB_ROOT')}/templates/mail/mail.css"
        colors = {"accent": self._accent.light, "on_accent": self._accent.on_light}
        self._css = {name: build_css(sheet, **colors, **sides) for name, sides in _SIDES.items()}
        self._pages = pages
        self._site = site

    @property
    def site(self) -> str:
        """The URL that links begin with."""
        return self._site()

    @property
    def host(self) -> str:
        """The host of the site, as readers see it."""
        return urlsplit(self.site).netloc

    def choose_language(self, lang: str) -> str:
        """The language, or the site's default language if the site does not have it any more."""
        return lang if lang in self._pages.texts else self._pages.languages[0]

    def texts(self, lang: str) -> Texts:
        """Words and dates of a language of the site."""
        return self._pages.texts[lang]

    def words(self, lang: str) -> Mapping[str, Any]:
        """The words of mails in a language of the site."""
        words: Mapping[str, Any] = self.texts(lang).words["subscriptions"]["mail"]
        return words

    def render(self, template: str, lang: str, **values: Any) -> Bodies:
        """Text and HTML of a template. `values` have at least `words` of the kind of mail, `subject`, `preheader`,
        `title` (the h1), and `why`: the sentence that says why the reader gets it. A mail of a list has `unsubscribe`:
        {url, text, manage_url}. The name of the site is `ruled` off from what follows, unless a bar does so."""
        values = {"unsubscribe": None, "ruled": True, **values}
        direction = self.texts(lang).words["site"]["dir"]
        values |= {"css": self._css[direction], "accent": self._accent, **_SIDES[direction]}
        values |= {"bind": bind, "wrap": wrap, "underline": underline, "footer": self.words(lang)}
        values |= {"contact": self._contact and self._contact.addr_spec, "postal_address": self._postal_address}
        text, html = (self._pages.render(f"mail/{template}.{form}", lang, **values) for form in ("txt", "html"))
        return Bodies(text.strip() + "\n", html)

    def start(self, subject: str) -> EmailMessage:
        """A mail with the header fields that all mails have, except Content-Language, which must be set at the end."""
        message = EmailMessage(policy=MailPolicy())
        message["Subject"] = subject
        message["From"] = self.sender
        if self._contact:
            message["Reply-To"] = self._contact
        # Asks automatic responders not to reply (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        return message
