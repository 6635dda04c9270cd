"""Data about an article for search engines, in the vocabulary of schema.org and without the body."""

from collections.abc import Mapping
from typing import Any

from gazette.urls import term_path

TYPES = {
    "analysis": "AnalysisNewsArticle",
    "editorial": "OpinionNewsArticle",
    "explainer": "BackgroundNewsArticle",
    "opinion": "OpinionNewsArticle",
    "reportage": "ReportageNewsArticle",
    "review": "ReviewNewsArticle",
    "satire": "SatiricalArticle",
    "sponsored": "AdvertiserContentArticle",
}
"""Types by label. Other articles are a NewsArticle."""


def render_jsonld(document: Mapping[str, Any], site_name: str, home: str) -> dict[str, Any]:
    """The data of a public article: a WebPage for a page, else a NewsArticle or one of its relatives."""
    publisher = {"@type": "NewsMediaOrganization", "name": site_name, "url": home}
    common = {
        "description": document["dek"] or document["seo"]["description"],
        "url": document["url"],
        "datePublished": document["published_at"],
        "dateModified": document["updated_at"],
        "inLanguage": document["lang"],
        "publisher": publisher,
        "image": _list_image_addresses(document["image"]) if document["image"] else [],
    }
    own = _describe_page(document) if document["kind"] == "page" else _describe_article(document, home)
    if document["kind"] != "page" and not document["authors"]:
        own["author"] = [publisher]  # a report without a byline is the newsroom's
    members = {"@context": "https://schema.org", **own, **common}
    return {name: value for name, value in members.items() if value not in (None, [])}


def _describe_page(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "WebPage", "name": document["title"]}


def _describe_article(document: Mapping[str, Any], home: str) -> dict[str, Any]:
    label = document["label"]
    return {
        "@type": TYPES.get(label["slug"], "NewsArticle") if label else "NewsArticle",
        "headline": document["title"],
        "mainEntityOfPage": document["url"],
        "dateline": document["dateline"],
        "wordCount": document["word_count"],
        "articleSection": [category["name"] for category in document["categories"]],
        "keywords": [tag["name"] for tag in document["tags"]],
        "author": [_render_person(author, home, document["lang"]) for author in document["authors"]],
        "correction": [_render_correction(correction) for correction in document["corrections"]],
        "isAccessibleForFree": True,
    }


def _list_image_addresses(image: Mapping[str, Any]) -> list[str]:
    """The picture in several ratios, as search engines want it: whole, cropped, and as a card."""
    return [image["sources"][-1]["url"], image["crops"][-1]["url"], image["share"]["url"]]


def _render_correction(correction: Mapping[str, str]) -> dict[str, str]:
    return {"@type": "CorrectionComment", "text": correction["note"], "datePublished": correction["at"]}


def _render_person(author: Mapping[str, Any], home: str, lang: str) -> dict[str, Any]:
    """Search engines tell authors of one name apart by their pages."""
    page = home + term_path(lang, "author", author["slug"]) if author["slug"] else None
    person = {"@type": "Person", "name": author["name"], "jobTitle": author["role"], "url": page}
    return {name: value for name, value in person.items() if value is not None}
