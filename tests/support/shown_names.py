"""What views and cards have to show by Taxonomy and Media, and what they show.

The rules are written here a second time: nothing of the code that renders articles is used.
"""

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gazette.articles.model import Article
from tests.support.articles import Tables

SITE = "https://news.example"
DEFAULT = "en"
KINDS = {"category": "categories", "tag": "tags", "author": "authors"}
FIGURE = re.compile(r'<figure><img .*?srcset="(.*?)".*? alt="(.*?)".*?>(?:<figcaption>(.*?)</figcaption>)?</figure>')
USE = re.compile(r"\(media:([0-9A-Z]+)\)")

Row = Mapping[str, Any]


class Truth:
    """The terms and pictures that are stored now."""

    def __init__(self, tables: Tables) -> None:
        self.terms = {(item["kind"], item["slug"]): item for item in tables.all("taxonomy")}
        rows = [json.loads(item["content"]) for item in tables.all("media") if item["part"] == "current"]
        self.pictures = {row["id"]: row for row in rows}

    def expect_article(self, published: Article) -> dict[str, Any]:
        """What readers of a published version see."""
        lang, lead = published.lang, published.image
        return {
            "category": self._name_all("category", published.categories, lang),
            "tag": self._name_all("tag", [tag.slug for tag in published.tags], lang),
            "author": self._name_all("author", [str(author.slug) for author in published.authors], lang),
            "lead": lead and self._describe_lead(self.pictures[lead.media], lang, lead.credit),
            "body": [self._describe_figure(self.pictures[id], lang) for id in USE.findall(str(published.body))],
        }

    def resolve(self, kind: str, slug: str) -> str:
        """The term itself, or the one into which it was merged."""
        into = self.terms[kind, slug].get("merged_into")
        return self.resolve(kind, into) if into else slug

    def find_name(self, kind: str, slug: str, lang: str) -> str:
        names: dict[str, str] = self.terms[kind, slug]["names"]
        return names.get(lang) or names.get(DEFAULT) or slug

    def find_public(self, kind: str) -> list[str]:
        """Slugs of the terms that readers see, in their order."""
        shown = [row for (of, _), row in self.terms.items() if of == kind and not is_hidden(row)]
        return [row["slug"] for row in sorted(shown, key=lambda row: (row.get("order", 0), row["slug"]))]

    def expect_author(self, slug: str, lang: str) -> dict[str, Any]:
        author = self.terms["author", slug]
        picture = self.pictures[author["picture"]] if author.get("picture") else None
        shown = {"slug": slug, "name": self.find_name("author", slug, lang)}
        return {**shown, "image": picture and self._describe_portrait(picture, lang)}

    def _name_all(self, kind: str, slugs: Iterable[str], lang: str) -> list[tuple[str, str]]:
        present = dict.fromkeys(self.resolve(kind, slug) for slug in slugs)
        assert not any(is_hidden(self.terms[kind, slug]) for slug in present)
        return [(slug, self.find_name(kind, slug, lang)) for slug in present]

    def _describe_lead(self, picture: Row, lang: str, own_credit: str | None) -> dict[str, Any]:
        files = picture["renditions"]
        return {**_describe_crops(picture), "sources": _list_files(files["sources"])} | {
            "alt": _choose(picture["alt"], lang) or "",
            "caption": _choose(picture["caption"], lang),
            "credit": own_credit or _choose_credit(picture, lang),
        }

    def _describe_portrait(self, picture: Row, lang: str) -> dict[str, Any]:
        return {
            **_describe_crops(picture),
            "alt": _choose(picture["alt"], lang) or "",
            "caption": _choose(picture["caption"], lang),
            "credit": _choose_credit(picture, lang),
        }

    def _describe_figure(self, picture: Row, lang: str) -> tuple[list[str], str, str]:
        credit, caption = _choose_credit(picture, lang), _choose(picture["caption"], lang) or ""
        cite = f"<cite>{credit}</cite>" if credit else ""
        sources = _list_files(picture["renditions"]["sources"])
        return sources, _choose(picture["alt"], lang) or "", " ".join(filter(None, (caption, cite)))


def is_hidden(term: Row) -> bool:
    return bool(term.get("unpublished")) or term.get("merged_into") is not None


def read_article(view: Row) -> dict[str, Any]:
    """What a view shows, in the form of `Truth.expect_article`."""
    body = [
        ([file.split(" ")[0] for file in files.split(", ")], html.unescape(alt), caption)
        for files, alt, caption in FIGURE.findall(view["body_html"])
    ]
    return {**_read_names(view), "lead": read_image(view["image"]), "body": body}


def read_card(card: Row) -> dict[str, Any]:
    """What a card shows: it has neither a body nor the whole picture."""
    return {**_read_names(card), "lead": read_image(card["image"])}


def expect_card(article: Mapping[str, Any]) -> dict[str, Any]:
    """The card of what `Truth.expect_article` returns."""
    lead = article["lead"] and {name: value for name, value in article["lead"].items() if name != "sources"}
    return {**{kind: article[kind] for kind in KINDS}, "lead": lead}


def _read_names(shown: Row) -> dict[str, list[tuple[str, str]]]:
    return {kind: [(entry["slug"], entry["name"]) for entry in shown[member]] for kind, member in KINDS.items()}


def read_image(image: Row | None) -> dict[str, Any] | None:
    if image is None:
        return None
    files = {name: [file["url"] for file in image[name]] for name in ("sources", "crops") if name in image}
    return {**{name: image[name] for name in ("alt", "caption", "credit")}, **files, "share": image["share"]["url"]}


def _describe_crops(picture: Row) -> dict[str, Any]:
    files = picture["renditions"]
    return {"crops": _list_files(files["crops"]), "share": SITE + files["share"]["path"]}


def _list_files(files: Iterable[Row]) -> list[str]:
    return [SITE + file["path"] for file in files]


def _choose(texts: Mapping[str, str], *languages: str) -> str | None:
    return next((texts[lang] for lang in (*languages, DEFAULT) if lang in texts), None)


def _choose_credit(picture: Row, lang: str) -> str | None:
    """A credit is a name: any language is better than none."""
    credit = picture["credit"]
    return _choose(credit, lang) or next((credit[other] for other in sorted(credit)), None)


def load_cards(tables: Tables) -> dict[tuple[str, str], dict[str, Any]]:
    """All cards by listing and id of the article."""
    rows = [item for item in tables.all("listings") if "card" in item]
    return {(row["listing"], row["position"].rpartition("#")[2]): json.loads(row["card"]) for row in rows}
