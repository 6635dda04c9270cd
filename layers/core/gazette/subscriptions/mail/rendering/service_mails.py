"""The mails that answer a request of a reader, as whole messages (raw MIME) in plain text and HTML.

The texts are fixed per language and contain nothing that a visitor wrote.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from types import MappingProxyType
from typing import Any

from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.mail.rendering.issue_times import IssueTime, describe_first_mail
from gazette.subscriptions.mail.rendering.mail_templates import MailTemplates
from gazette.subscriptions.public.channels import describe_list
from gazette.subscriptions.public.paths import CONFIRM_PATH, MANAGE_PATH, add_language
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken, build_unsubscribe_url

CONFIRM, ADD, CHANGE, REMIND, WELCOME, NOTICE = "confirm", "add", "change", "remind", "welcome", "notice"
IMPORTED, TAKE_OVER, LEFT = "imported", "take_over", "left"
"""Kinds of these mails: the keys of their words. `add`, `change` and `imported` have only the words that differ from
`confirm`, and `take_over` those that differ from `change` if the new address is subscribed too."""

REMINDER_ISSUE, WELCOME_ISSUE = "reminder", "welcome"
"""The issues in the unsubscribe tokens of these mails."""


@dataclass(frozen=True)
class ServiceMail:
    """A whole message without its recipient. `kind` is CONFIRM, REMIND and so on."""

    kind: str
    lang: str
    message: EmailMessage


class ServiceMailBuilder:
    """Builds the mails from the templates `confirm` and `service`. `issue_times` are those that a welcome can name, by
    list; None for a schedule that is not simple."""

    def __init__(
        self,
        templates: MailTemplates,
        keyrings: Keyrings,
        issue_times: Mapping[str, IssueTime | None] = MappingProxyType({}),
    ) -> None:
        self._templates = templates
        self._keyrings = keyrings
        self._issue_times = issue_times

    def build_confirmation(
        self,
        lang: str,
        *,
        token: str,
        lists: Sequence[str],
        requested_at: str,
        added_to: Sequence[str] = (),
        changes_address: bool = False,
        imported: bool = False,
    ) -> ServiceMail:
        """Asks to confirm the lists. The token is in the fragment of the link and, for typing, in the text.

        `added_to` are the lists that an active reader has already: the mail then asks to confirm an addition to them.
        With `changes_address` it goes to the new address of an active reader, whose `lists` move to it, beside those
        that it may have. With `imported` nobody entered the address: it comes from another system.
        """
        lang = self._templates.choose_language(lang)
        if changes_address:
            kinds = [CONFIRM, CHANGE, TAKE_OVER] if added_to else [CONFIRM, CHANGE]
        else:
            kinds = [CONFIRM, ADD] if added_to else [CONFIRM, IMPORTED] if imported else [CONFIRM]
        words: dict[str, Any] = {}
        for kind in kinds:
            words |= self._templates.words(lang)[kind]
        return self._build(
            CONFIRM,
            lang,
            words,
            "confirm",
            token=token,
            url=self._link(CONFIRM_PATH, lang, token),
            lists=[describe_list(lang, name) for name in lists],
            present_lists=[describe_list(lang, name)["title"] for name in added_to],
            when=self._templates.texts(lang).moment_with_zone(requested_at),
        )

    def build_reminder(
        self, lang: str, *, subscriber: str, lists: Sequence[str], manage_token: str | None = None
    ) -> ServiceMail:
        """Lists the subscriptions of an active reader who signed up again, or asked for a link to change them."""
        lang = self._templates.choose_language(lang)
        words = self._templates.words(lang)[REMIND]
        described = self._describe_lists(lang, subscriber, lists, REMINDER_ISSUE)
        link = self._link(MANAGE_PATH, lang, manage_token)
        return self._build_service_mail(REMIND, lang, words, [words["not_you"]], lists=described, manage_url=link)

    def build_welcome(
        self,
        lang: str,
        *,
        subscriber: str,
        lists: Sequence[str],
        manage_token: str | None = None,
        paused_until: str | None = None,
    ) -> ServiceMail:
        """Follows the first confirmation: what comes when, how to change it, and how to keep it out of spam.

        `paused_until` is the end of a pause that a former address had.
        """
        lang = self._templates.choose_language(lang)
        words = self._templates.words(lang)[WELCOME]
        zone = self._templates.texts(lang).zone
        first = describe_first_mail(lang, lists, self._issue_times, words["first"], zone)
        if paused_until:
            until = self._templates.texts(lang).moment_with_zone(paused_until)
            words, first = {**words, "asked": words["paused"]["asked"]}, words["paused"]["text"].format(until=until)
        spam = words["spam"]["text"].format(address=self._templates.sender.addr_spec)
        notes = [{**words["first"], "text": first}, {**words["spam"], "text": spam}]
        described = self._describe_lists(lang, subscriber, lists, WELCOME_ISSUE)
        link = self._link(MANAGE_PATH, lang, manage_token)
        return self._build_service_mail(WELCOME, lang, words, notes, lists=described, manage_url=link)

    def build_notice(self, lang: str, *, changed_at: str) -> ServiceMail:
        """Tells a former address that the subscription has another one now, and how to erase what stays. It does not
        say which."""
        lang = self._templates.choose_language(lang)
        words = self._templates.words(lang)[NOTICE]
        when = self._templates.texts(lang).moment_with_zone(changed_at)
        page = add_language(self._templates.site + MANAGE_PATH, lang)
        return self._build_service_mail(
            NOTICE, lang, words, [words["not_you"], words["kept"]], manage_url=page, when=when
        )

    def build_link_to_data(self, lang: str, *, manage_token: str) -> ServiceMail:
        """A manage link for somebody who has left: for export and erasure."""
        lang = self._templates.choose_language(lang)
        words = self._templates.words(lang)[LEFT]
        link = self._link(MANAGE_PATH, lang, manage_token)
        return self._build_service_mail(LEFT, lang, words, [words["not_you"]], manage_url=link)

    def _build_service_mail(
        self,
        kind: str,
        lang: str,
        words: Mapping[str, Any],
        notes: Sequence[Mapping[str, str]],
        *,
        lists: Sequence[Mapping[str, str]] = (),
        manage_url: str | None = None,
        when: str = "",
    ) -> ServiceMail:
        return self._build(kind, lang, words, "service", notes=notes, lists=lists, manage_url=manage_url, when=when)

    def _describe_lists(self, lang: str, subscriber: str, lists: Sequence[str], issue: str) -> list[dict[str, str]]:
        """Title, description and the unsubscribe page of each list."""
        keyring, site = self._keyrings.load(LINK_KEY), self._templates.site
        tokens = [UnsubscribeToken(subscriber, name, issue) for name in lists]
        return [
            {**describe_list(lang, token.list), "url": build_unsubscribe_url(site, token, keyring, lang)}
            for token in tokens
        ]

    def _link(self, path: str, lang: str, token: str | None) -> str | None:
        return f"{add_language(self._templates.site + path, lang)}#{token}" if token else None

    def _build(self, kind: str, lang: str, words: Mapping[str, Any], template: str, **values: Any) -> ServiceMail:
        site_name = self._templates.sender.display_name
        subject, why = words["subject"].format(site=site_name), words["why"].format(host=self._templates.host)
        shown = {"subject": subject, "preheader": words["preheader"], "title": words["title"], "why": why}
        bodies = self._templates.render(template, lang, words=words, **shown, **values)
        message = self._templates.start(subject)
        # A new value for each mail: Gmail would show a second confirmation in the thread of the first.
        message["X-Entity-Ref-ID"] = uuid.uuid4().hex
        message.set_content(bodies.text)
        message.add_alternative(bodies.html, subtype="html")
        # At the end, because `add_alternative` moves the fields Content-* into the first part.
        message["Content-Language"] = lang
        return ServiceMail(kind, lang, message)
