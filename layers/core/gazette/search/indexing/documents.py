"""A document of an index from a published article."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from itertools import chain
from typing import Any
from zlib import compress, crc32

import tantivy

from gazette.search.analysis import Analyzer
from gazette.search.parts import build_key
from gazette.search.suggest_terms import list_suggest_terms
from gazette.search.word_table import build_word_table
from gazette.times import to_seconds

KINDS = {"category": "categories", "tag": "tags", "author": "authors"}
"""Kinds of terms, and the member of an article with those of a kind."""

_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|blockquote|figure|figcaption|table|tr|td|th|caption|hr|br|pre|div)\b[^>]*>"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n\s*")


def build_document(article: Mapping[str, Any], analyzer: Analyzer, token: str) -> tantivy.Document:
    """The document of a public article in the part with a token."""
    body = extract_text(article["body_html"])
    terms = [(kind, term) for kind, member in KINDS.items() for term in article[member]]
    names = [term["name"] for _, term in terms]
    published = max(0, to_seconds(article["published_at"]))
    document = tantivy.Document()
    document.add_text("key", build_key(article["id"], token))
    for kind, term in terms:
        if term["slug"]:
            document.add_text("filter", f"{kind}/{term['slug']}")
            for text in list_suggest_terms(analyzer, kind, term["slug"], term["name"]):
                document.add_text("suggest", text)
    words, joined = analyzer.find_stems(body), analyzer.find_joined(body)
    document.add_text("text", " ".join(stem for _, stem in words))
    texts = (article["title"], article["dek"] or "", *names)
    for text in texts:  # Tantivy leaves a gap between two values, so that no phrase spans them
        document.add_text("text", analyzer.join_stems(text))
    all_joined = chain(joined, *map(analyzer.find_joined, texts))
    document.add_text("text", " ".join(stem for _, stem in all_joined))
    document.add_text("form", " ".join({word for text in (*texts, body) for word in analyzer.fold_words(text)}))
    document.add_text("title", analyzer.join_stems(article["title"]))
    document.add_text("dek", analyzer.join_stems(article["dek"] or ""))
    document.add_text("names", " ".join(map(analyzer.join_stems, names)))
    document.add_unsigned("published", published)
    document.add_unsigned("order", published << 32 | crc32(article["id"].encode()))
    document.add_unsigned("version", article["version"])
    document.add_bytes("position", f"{article['published_at']}#{article['id']}".encode())
    document.add_bytes("body", compress(body.encode(), 9))
    document.add_bytes("words", build_word_table(sorted(words + joined)))
    return document


def extract_text(body: str) -> str:
    """The text of a rendered body, a line for each block. Titles of embeds and captions are parts of it."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", body)))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
