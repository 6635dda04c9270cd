"""The content of the race: an article of some 8 kB of JSON (5 kB packed), and a list of 20 cards."""

import gzip
import hashlib
import json
import random
from typing import Any

import boto3

from cli.local.stack import Stack

ID = "01KCRA7Q00GAZETTEBENCH0001"
VOCABULARY = (
    "the bank of country said rate market price import export growth report year month percent ministry budget trade "
    "reform energy cotton gold currency exchange decision session board inflation forecast quarter statement president "
    "company region water road school hospital project agreement partner visit summit minister analysts expect"
)


def text(chance: random.Random, words: int) -> str:
    """Text with the entropy of prose: common words often, and names and figures between them."""
    common = VOCABULARY.split()
    said = [
        chance.choice(common) if chance.random() < 0.7 else f"{chance.choice('ABDFGKMNST')}{chance.randbytes(3).hex()}"
        for _ in range(words)
    ]
    return " ".join(said).capitalize() + "."


def card(chance: random.Random, number: int) -> dict[str, Any]:
    id = f"{ID[:-2]}{number:02}"
    return {
        "id": id,
        "lang": "en",
        "slug": f"article-{number}",
        "url": f"https://news.example/en/article-{number}",
        "title": text(chance, 9),
        "dek": text(chance, 24),
        "dateline": "Tashkent",
        "authors": [{"slug": None, "name": "Aziza Karimova", "role": "Correspondent"}],
        "categories": [{"slug": "economy", "name": "Economy"}],
        "tags": [{"slug": "japan", "name": "Japan"}],
        "image": None,
        "published_at": f"2025-12-18T07:{number:02}:00Z",
        "updated_at": f"2025-12-18T07:{number:02}:00Z",
        "breaking_until": None,
        "version": 1,
        "story": id,
        "reading_minutes": 4,
        "word_count": 900,
    }


def compact(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def fill(stack: Stack) -> None:
    """The items that publication writes, in the form that public reads expect."""
    dynamodb = boto3.client("dynamodb")
    chance = random.Random(1)
    first = card(chance, 1)
    body = "".join(f"<p>{text(chance, 90)}</p>" for _ in range(10))
    view = compact({**first, "body_html": body, "translations": [], "corrections": [], "jsonld": {}}).encode()
    item = {
        "address": {"S": ID},
        "id": {"S": ID},
        "lang": {"S": "en"},
        "slug": {"S": "article-1"},
        "version": {"N": "1"},
        "format": {"N": "1"},
        "view": {"B": gzip.compress(view, mtime=0)},
        "etag": {"S": hashlib.sha256(view).hexdigest()[:32]},
        "published_at": {"S": first["published_at"]},
        "updated_at": {"S": first["updated_at"]},
        "rendered_at": {"S": first["updated_at"]},
    }
    dynamodb.put_item(TableName=stack.physical("ArticlesTable"), Item=item)
    for number in range(1, 21):
        one = card(chance, number)
        dynamodb.put_item(
            TableName=stack.physical("ListingsTable"),
            Item={
                "listing": {"S": "en"},
                "position": {"S": f"{one['published_at']}#{one['id']}"},
                "card": {"S": compact(one)},
            },
        )
