"""Published articles of one category by the thousand, with their drafts."""

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ulid import ULID

from bench.collector import BatchWriter, Collector, Item, check_same_items, load_key_names
from bench.content import AT, generate_text

MANY = 1_000
"""Items that are collected before they are written."""
PARAGRAPHS = 1000


def publish_articles(dynamodb: Any, category: str, name: str, count: int) -> None:
    """Publish articles of a category in all languages, each with an author and two tags."""
    collector, writer = Collector(load_key_names(dynamodb), list_terms(category, name)), BatchWriter()
    writer.write(list(list_terms(category, name)))
    for number, draft in enumerate(generate_drafts(category, count)):
        publish(collector, number, draft)
        if number == 0:
            publish(dynamodb, number, draft)
            check_same_items(dynamodb, collector, ("DRAFTS_TABLE", "ARTICLES_TABLE", "LISTINGS_TABLE"))
        if len(collector.items) >= MANY or number == count - 1:
            writer.write(collector.take())


def list_terms(category: str, name: str) -> Iterator[tuple[str, Item]]:
    from gazette.dynamodb.items import serialize
    from gazette.taxonomy.items import build_item, with_search
    from gazette.taxonomy.model import Term

    terms: list[Any] = [("category", category, name), ("author", "aziza", "Aziza Karimova")]
    for kind, slug, text in [*terms, ("tag", "gold", "Gold"), ("tag", "bank", "Bank")]:
        term = with_search(Term(kind=kind, slug=slug, names={"en": text}, version=1))
        yield os.environ["TAXONOMY_TABLE"], serialize(build_item(term))


def generate_drafts(category: str, count: int) -> Iterator[Any]:
    from gazette.articles.model import Draft
    from gazette.settings import Settings

    chance, languages = random.Random(1), Settings(os.environ).languages
    paragraphs = [generate_text(chance, 80) for _ in range(PARAGRAPHS)]
    for number in range(count):
        yield Draft(
            lang=languages[number % len(languages)],
            title=generate_text(chance, 9),
            slug=f"article-{number}",
            dek=generate_text(chance, 24),
            # All texts differ: a function that renders one text again takes it from a cache.
            body="\n\n".join(chance.sample(paragraphs, 9)),
            categories=[category],
            tags=["gold", "bank"],
            authors=[{"slug": "aziza", "role": "Correspondent"}],
        )


def publish(dynamodb: Any, number: int, draft: Any) -> None:
    from gazette.articles.commands import ArticleCommands
    from gazette.articles.model import Person
    from gazette.settings import Settings

    commands = ArticleCommands.from_settings(Settings(os.environ), dynamodb, monotonic=lambda: 0)
    at = AT + timedelta(minutes=number)
    stamp: dict[str, Any] = {"by": Person(id="bench", name="Bench"), "at": at}
    id = str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + number.to_bytes(10, "big")))
    article = commands.create(draft, id=id, **stamp, write_id="create")
    commands.publish(article, **stamp, write_id="publish")
