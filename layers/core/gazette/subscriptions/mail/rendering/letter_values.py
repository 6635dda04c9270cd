"""The values of the templates `daily`, `weekly` and `alert`, from the content of an issue (letters.py)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from gazette.pages.rates.number_format import NumberFormat
from gazette.pages.rates.sheet import pick_name
from gazette.pages.texts import Texts
from gazette.rates.sources import load_bank
from gazette.subscriptions.mail.rendering.excerpts import clean_line, take_sentences
from gazette.subscriptions.shortening import cut
from gazette.times import parse_timestamp, timestamp
from gazette.urls import front_path, rates_path

Content = Mapping[str, Any]

MAX_PICTURE = 150_000
"""Bytes of a picture that a mail shows: it is loaded by phones."""

_SUMMARY, _OPENING = {"most": 1, "limit": 240}, {"most": 3, "limit": 480}
"""Of stories in a list, and of the lead."""
_PREHEADER = range(40, 91)
"""Characters of the text that mail programs show after the subject."""


class IssueValues:
    """Values of one issue. `site` is the URL that links begin with, `words` are those of mails, `title` is that of the
    list."""

    def __init__(self, content: Content, texts: Texts, site: str, words: Content, title: str) -> None:
        self._content, self._texts, self._site, self._words, self._title = content, texts, site, words, title
        self._lang: str = content["lang"]
        self._stories = [self._build_story(card) for card in content["stories"]]

    def build_daily(self) -> dict[str, Any]:
        """The lead opens its section, and the others follow in the order of their first stories. Stories without a
        section are at the end; the lead without one stands alone."""
        lead, *others = self._stories
        sections: dict[str, list[dict[str, Any]]] = {}
        for story in others:
            sections.setdefault(story["section"], []).append(story)
        beside = sections.pop(lead["section"], []) if lead["section"] else []
        unnamed = sections.pop("", [])
        return {
            "subject": lead["title"],
            "preheader": self._build_preheader([*(story["title"] for story in others), lead["dek"]]),
            "title": self._title,
            "period": self._texts.date(date.fromisoformat(self._content["issue"].rpartition("/")[2])),
            "rates": self._build_rates("rates"),
            "lead": self._build_lead() | {"picture": self._build_picture()},
            "beside": beside,
            "sections": [
                *({"name": name, "stories": stories} for name, stories in sections.items()),
                *([{"name": self._words["more"], "stories": unnamed}] if unnamed else []),
            ],
            "all_news_url": self._site + front_path(self._lang),
        }

    def build_weekly(self) -> dict[str, Any]:
        # An issue of the morning is about the days before it.
        until = timestamp(parse_timestamp(self._content["until"]) - timedelta(hours=12))
        days = self._texts.days(*map(self._texts.local_date, (self._content["from"], until)))
        titles = [story["title"] for story in self._stories]
        return {
            "subject": self._words["weekly"]["subject"].format(days=days, title=titles[0]),
            "preheader": self._build_preheader(titles[1:]),
            "title": self._title,
            "period": days,
            "rates": self._build_rates("rates_week"),
            "stories": self._stories,
            "all_news_url": self._site + front_path(self._lang),
        }

    def build_alert(self) -> dict[str, Any]:
        lead = self._build_lead()
        return {
            "subject": lead["title"],
            "preheader": self._build_preheader([lead["dek"], self._words["alert"]["more"]]),
            "title": lead["title"],
            "lead": lead,
            "when": self._texts.moment_with_zone(self._content["stories"][0]["published_at"]),
            "ruled": False,
        }

    def _build_story(self, card: Content, lengths: Mapping[str, int] = _SUMMARY) -> dict[str, Any]:
        """`{title, url, dek, label, section, day}` of a card. `section` is empty without a category. `dek` is the
        opening of an article without one."""
        names = [category["name"] for category in card["categories"]]
        label = card.get("label")
        return {
            "title": clean_line(card["title"]),
            "url": card["url"],
            "dek": take_sentences(card["dek"] or card.get("opening", ""), **lengths),
            "label": label and clean_line(label["name"]),
            "section": clean_line(names[0]) if names else "",
            "day": self._texts.day_and_month(self._texts.local_date(card["published_at"])),
        }

    def _build_lead(self) -> dict[str, Any]:
        return self._build_story(self._content["stories"][0], _OPENING)

    def _build_picture(self) -> dict[str, str] | None:
        """`{url, alt}` of the lead's JPEG. A link needs a text, so an ornament has the title of the story."""
        card = self._content["stories"][0]
        image = card.get("image")
        if not image or image["share"]["bytes"] > MAX_PICTURE:
            return None
        return {"url": image["share"]["url"], "alt": clean_line(image["alt"]) or clean_line(card["title"])}

    def _build_rates(self, caption: str) -> dict[str, Any] | None:
        rates = self._content["rates"]
        if not rates or not rates["lines"]:
            return None
        numbers = NumberFormat(self._lang)
        return {
            "caption": self._words[caption].format(
                day=self._texts.day_and_month(date.fromisoformat(rates["date"])),
                bank=pick_name(load_bank(rates["source"]).names, self._lang),
            ),
            "url": self._site + rates_path(self._lang),
            "lines": [
                {
                    "currency": line["currency"],
                    "rate": numbers.number(line["rate"]),
                    "change": line["change"] and numbers.change(line["change"]),
                }
                for line in rates["lines"]
            ],
        }

    def _build_preheader(self, texts: Iterable[str]) -> str:
        """As many of the texts as fit, and what the site is about if they are too short."""
        preheader = ""
        for text in [*filter(None, texts), self._texts.words["site"]["description"]]:
            longer = f"{preheader} · {text}" if preheader else text
            if len(preheader) >= _PREHEADER.start and len(longer) not in _PREHEADER:
                break
            preheader = longer
        return cut(preheader, _PREHEADER.stop - 1)
