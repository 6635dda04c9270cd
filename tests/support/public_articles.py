"""Stored items of public articles, in the form that publication writes, and requests of readers."""

import base64
import gzip
import json

import pytest

from functions.articles import handler as articles
from gazette.encoding import compact_json, etag, pack
from tests.support.events import http_event

ROUTES = {
    "articles": ["/v1/articles", "/v1/articles/{id}", "/v1/articles/{id}/{slug}"],
    "changes": ["/v1/changes"],
    "pages": ["/v1/pages"],
    "categories": ["/v1/categories", "/v1/categories/{slug}"],
    "tags": ["/v1/tags", "/v1/tags/{slug}"],
    "authors": ["/v1/authors", "/v1/authors/{slug}"],
    "home": ["/v1/home"],
}
RELATED = "/v1/articles/{id}/related"


def id_of(number):
    return f"01JFBM5T00Q5W8YV2K4N6P{number:04d}"


def at(second):
    return f"2025-12-18T07:{second // 60:02d}:{second % 60:02d}Z"


def make_document(number=1, lang="en", **parts):
    slug = f"story-{number}"
    return {
        "id": id_of(number),
        "lang": lang,
        "slug": slug,
        "url": f"https://news.example/{lang}/{slug}",
        "title": f'Story {number}: «Олий Мажлис» & "quotes"',
        "body_html": "<p>Text of a paragraph.</p>" * 50,
        **parts,
    }


def position_of(number):
    return f"{at(number)}#{id_of(number)}"


def make_card(number, listing="en"):
    position = position_of(number)
    return {"listing": {"S": listing}, "position": {"S": position}, "card": {"S": compact_json({"number": number})}}


def make_change(change, lang):
    position = f"{change['at']}#{change['id']}#{change['version']:06d}"
    key = {"listing": {"S": f"{lang}/changes"}, "position": {"S": position}}
    return {**key, "change": {"S": compact_json(change)}, "expires_at": {"N": "1"}}


def milliseconds(moment):
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def batched(items, size):
    """`itertools.batched` of Python 3.12."""
    return [items[start : start + size] for start in range(0, len(items), size)]


class StoredItems:
    """Writes the items of articles, cards, changes and categories."""

    def __init__(self, dynamodb, stack):
        self._dynamodb, self._stack = dynamodb, stack

    def put(self, logical_id, **item):
        self._dynamodb.put_item(TableName=self._stack.physical(logical_id), Item=item)

    def article(self, number=1, lang="en", **attributes):
        document = make_document(number, lang)
        text = compact_json(document)
        item = {
            "view": {"B": pack(text)},
            "etag": {"S": etag(text)},
            "id": {"S": document["id"]},
            "lang": {"S": lang},
            "slug": {"S": document["slug"]},
            "version": {"N": "1"},
            "format": {"N": "1"},
            "published_at": {"S": at(number)},
            "updated_at": {"S": "2025-12-18T09:00:00Z"},
            "rendered_at": {"S": "2025-12-18T09:30:00Z"},
            **attributes,
        }
        for address in (document["id"], f"{lang}/{document['slug']}"):
            self.put("ArticlesTable", address={"S": address}, **item)
        return document

    def former_slug(self, slug, number, lang="en"):
        self.put(
            "ArticlesTable", address={"S": f"{lang}/{slug}"}, id={"S": id_of(number)}, moved_to={"S": id_of(number)}
        )

    def tombstone(self, number, lang="en", **members):
        gone = {"M": {"at": {"S": "2025-12-19T00:00:00Z"}, **{name: {"S": text} for name, text in members.items()}}}
        for address in (id_of(number), f"{lang}/story-{number}"):
            self.put("ArticlesTable", address={"S": address}, id={"S": id_of(number)}, lang={"S": lang}, gone=gone)

    def put_all(self, logical_id, items):
        table = self._stack.physical(logical_id)
        for batch in batched(items, 25):
            self._dynamodb.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in batch]})

    def card(self, number, listing="en", **attributes):
        self.put("ListingsTable", **make_card(number, listing), **attributes)

    def cards(self, count):
        self.put_all("ListingsTable", [make_card(number) for number in range(count)])

    def change(self, moment, number, lang="en"):
        return self.changes([(moment, number)], lang)[0]

    def changes(self, moments, lang="en"):
        """Changes of articles by moment and number, as the feed has them."""
        changes = [
            {"id": id_of(number), "at": milliseconds(moment), "change": "published", "version": number}
            for moment, number in moments
        ]
        self.put_all("ListingsTable", [make_change(change, lang) for change in changes])
        return changes

    def blocks(self, **numbers):
        """The blocks of the English front page: numbers of articles by the slug of the category."""
        blocks = [
            {"slug": slug, "name": slug.title(), "newest": [make_card(number)["position"]["S"] for number in newest]}
            for slug, newest in numbers.items()
        ]
        key = {"listing": {"S": "en/blocks"}, "position": {"S": "current"}}
        self.put("ListingsTable", **key, version={"N": "1"}, blocks={"S": compact_json(blocks)})

    def category(self, slug, **names):
        self.term("category", slug, **names)

    def term(self, kind, slug, attributes=None, **names):
        by_lang = {"M": {lang.replace("_", "-"): {"S": name} for lang, name in names.items()}}
        item = {"kind": {"S": kind}, "slug": {"S": slug}, "names": by_lang, "version": {"N": "1"}}
        self.put("TaxonomyTable", **item, **(attributes or {}))


@pytest.fixture
def stored(dynamodb, stack):
    return StoredItems(dynamodb, stack)


@pytest.fixture
def get(context):
    """The answer of the function to a path; `query` is the raw query string."""

    def get(path, query="", method="GET", **headers):
        parts = path.removeprefix("/v1/").split("/")
        route = RELATED if parts[2:] == ["related"] else ROUTES[parts[0]][len(parts) - 1]
        values = zip(route.split("/")[2:], parts, strict=True)
        params = {name.strip("{}"): value for name, value in values if name.startswith("{")}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        event = http_event(f"{method} {route}", path=path, params=params, query=query, headers=sent)
        return articles.handler(event, context)

    return get


def body(answer):
    text = gzip.decompress(base64.b64decode(answer["body"])) if answer["isBase64Encoded"] else answer["body"]
    return json.loads(text)


def numbers(answer):
    return [card["number"] for card in body(answer)["items"]]
