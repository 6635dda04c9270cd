"""Issues of mailing lists as mails: rendered once per issue and language, then addressed to each person.

The content of an issue is a mapping that JSON can hold:

    {"issue": "daily/en/2026-11-30", "list": "daily", "lang": "en", "from": <RFC 3339>, "until": <RFC 3339>,
     "stories": [<card>, …], "rates": {"date": "2026-11-30", "source": "cbu",
                                       "lines": [{"currency", "rate", "change" or null}, …]} or null}

The first story is the lead. A card without a dek has `opening`, the beginning of the article's text. An issue of
`breaking` has one story and no rates. The changes of a weekly issue are those of the week.
"""

from collections.abc import Callable

from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.mail.headers import fold_fields
from gazette.subscriptions.mail.rendering.letter_values import Content, IssueValues
from gazette.subscriptions.mail.rendering.mail_templates import Bodies, MailTemplates
from gazette.subscriptions.mail.rendering.personal_body import PLACEHOLDER, PersonalBody
from gazette.subscriptions.mail.ses import build_tags
from gazette.subscriptions.public.channels import describe_list
from gazette.subscriptions.public.paths import MANAGE_PATH, UNSUBSCRIBE_PATH, add_language
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken, sign

KINDS = {"daily": "daily", "weekly": "weekly", "breaking": "alert"}
"""Kind of the mails of each list: their template and words."""

_BOUNDARY = "gazette"
"""Between the bodies. Base64 has no hyphens, so no body contains it."""


class Letter:
    """One issue in one language. `text` and `html` have `PLACEHOLDER` in the place of the unsubscribe token, `tags` are
    those for SES."""

    def __init__(
        self, subject: str, bodies: Bodies, tags: dict[str, str], head: bytes, build_token: Callable[[str], str]
    ) -> None:
        self.subject, self.text, self.html, self.tags = subject, bodies.text, bodies.html, tags
        self._head = head
        self._build_token = build_token
        self._bodies = [PersonalBody(bodies.text, "plain"), PersonalBody(bodies.html, "html")]

    def address(self, subscriber: str) -> bytes:
        """The whole message for one subscriber id, without the field `To`. It takes about 50 µs: nothing is rendered,
        and only the end of each body is encoded."""
        token = self._build_token(subscriber).encode()
        parts = [body.address(token) for body in self._bodies]
        delimiter = f"--{_BOUNDARY}".encode()
        lines = [self._head.replace(PLACEHOLDER.encode(), token), *parts]
        return (b"%s\r\n" % delimiter).join(lines) + delimiter + b"--\r\n"


class LetterBuilder:
    """Builds the letters of issues."""

    def __init__(self, templates: MailTemplates, keyrings: Keyrings) -> None:
        self._templates = templates
        self._keyrings = keyrings

    def build_letter(self, content: Content) -> Letter:
        """The letter of an issue. KeyError for a list that is not in `KINDS`; ValueError without a story."""
        list_id, kind = content["list"], KINDS[content["list"]]
        lang = self._templates.choose_language(content["lang"])
        title, words, site = describe_list(lang, list_id)["title"], self._templates.words(lang), self._templates.site
        issue = IssueValues({**content, "lang": lang}, self._templates.texts(lang), site, words, title)
        values = {"daily": issue.build_daily, "weekly": issue.build_weekly, "alert": issue.build_alert}[kind]()
        bodies = self._templates.render(
            kind,
            lang,
            words=words.get(kind),
            why=words["subscribed"].format(list=title, host=self._templates.host),
            unsubscribe={
                "url": add_language(f"{site}{UNSUBSCRIBE_PATH}{PLACEHOLDER}", lang),
                "text": words["unsubscribe"].format(list=title),
                "manage_url": add_language(site + MANAGE_PATH, lang),
            },
            **values,
        )
        head = self._build_head(values["subject"], list_id, lang)
        tags = build_tags(kind, list_id, lang, content["issue"])
        return Letter(values["subject"], bodies, tags, head, self._get_signer(content))

    def _build_head(self, subject: str, list_id: str, lang: str) -> bytes:
        """The header fields, with the placeholder in List-Unsubscribe, and the blank line after them."""
        message = self._templates.start(subject)
        message["List-Id"] = f"<{list_id}.{lang.lower()}.{self._templates.host.partition(':')[0]}>"
        # Not folded, and without `?lang=`: mail providers post to it, and its page finds the language (RFC 8058).
        message["List-Unsubscribe"] = f"<{self._templates.site}{UNSUBSCRIBE_PATH}{PLACEHOLDER}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["MIME-Version"] = "1.0"
        message["Content-Type"] = f'multipart/alternative; boundary="{_BOUNDARY}"'
        message["Content-Language"] = lang
        return fold_fields(message) + b"\r\n"

    def _get_signer(self, content: Content) -> Callable[[str], str]:
        """The unsubscribe token of a subscriber. The key that signs is loaded once."""
        keyring = self._keyrings.load(LINK_KEY)
        list_id, issue = content["list"], content["issue"].replace("/", "-")
        return lambda subscriber: sign(UnsubscribeToken(subscriber, list_id, issue), keyring)
