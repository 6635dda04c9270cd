"""A small newspaper in the tables: items as publication and ingestion leave them."""

import json
from datetime import UTC, datetime

from gazette.articles.publishing import serializers
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18

SITE = "https://news.example"

RATES = [
    {"currency": "USD", "nominal": 1, "rate": "12059.78", "change_percent": "-0.38"},
    {"currency": "EUR", "nominal": 1, "rate": "14129.24", "change_percent": "-0.73"},
    {"currency": "RUB", "nominal": 1, "rate": "150.07", "change_percent": "-1.63"},
]

RATES_LINES = ["$1 – 12059.78 UZS – -0.38%", "€1 – 14129.24 UZS – -0.73%", "₽1 – 150.07 UZS – -1.63%"]

PARAGRAPHS = [
    "The last rail of the line over the pass was laid on Wednesday morning, in snow that had fallen since midnight and "
    "before a small crowd of engineers, drivers and schoolchildren who had been given the day off to see it. A brass "
    "band from the valley played twice, because the first attempt froze.",
    "The line is 124 kilometres long, of which 47 run in tunnels. It joins two valleys that until now were connected "
    "by a road that is closed on 71 days of an average year. For the farmers on both sides this means that apples, "
    "onions and dried apricots can be sold in January, when they are worth most.",
    "“We have been asked for eleven years when it will be finished, and for eleven years we have said: after the "
    "winter,” said the chief engineer. “Now we have to find another answer.”",
    "Work began in 2014 with a survey that proved too hopeful. Water in the longest tunnel stopped the drilling for "
    "two years; a landslide in 2019 took away a bridge that had stood for a month. The final cost is a third above the "
    "first estimate, which the ministry calls moderate and the court of auditors does not.",
    "Freight trains will run from March, at first four a day in each direction. Passenger trains need signals that "
    "have been ordered but not delivered; the railway expects them to run from the spring after next. A seat across "
    "the pass is to cost about as much as one in a shared taxi today.",
    "Nine of the stations lie in villages that had no public transport at all. Their mayors have agreed on one "
    "timetable for school buses, so that pupils of the upper classes no longer have to board in the town.",
]

EVERYTHING = """
<p>A <a href="https://example.org/">link</a>, <strong>strong</strong>, <em>stressed</em>, <mark>marked</mark>,
<code>code()</code>, <abbr title="United Nations">UN</abbr>, H<sub>2</sub>O, 10<sup>3</sup>, <q>quoted</q>,
<small>small</small>, <del>old</del> <ins>new</ins>.</p>
<h2>Second</h2><h3>Third</h3><h4>Fourth</h4>
<ol><li>One</li><li>Two<ul><li>inner</li></ul></li></ol>
<blockquote><p>A quotation of one sentence.</p></blockquote>
<table><caption>Trains a day, by line and by month of the first year</caption>
<thead><tr><th scope="col">Line</th><th scope="col">January</th><th scope="col">February</th><th scope="col">March</th>
<th scope="col">April</th><th scope="col">May</th></tr></thead>
<tbody><tr><td>North-eastern</td><td>12,000</td><td>12,500</td><td>13,000</td><td>13,500</td><td>14,000</td></tr></tbody>
</table>
<figure><img src="/media/x.svg" alt="A train on a bridge" width="1200" height="675">
<figcaption>The first train on the new bridge</figcaption></figure>
<pre><code>one long line of code that does not end where the column of the page ends but goes on and on</code></pre>
<dl><dt>Term</dt><dd>What it means</dd></dl><hr>
<p>https://example.org/an-address-without-any-place-to-break-it-that-goes-on-and-on-and-on-and-on-and-on-for-ever</p>
"""
"""Each element that a body may have."""

_PIXELS = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 2'/%3E"
PICTURE = {
    "alt": "A train on a bridge",
    "caption": "The first train on the new bridge",
    "credit": "Photo: A. Karimov",
    "placeholder": _PIXELS,
    "share": {"url": f"{SITE}/media/share.jpg", "bytes": 90_000},
    "width": 1600,
    "height": 1067,
    "sources": [{"url": _PIXELS, "width": 1600, "height": 1067}],
    "crops": [{"url": _PIXELS, "width": 640, "height": 426}],
}
"""A lead picture that needs no request."""

AUTHORS = [
    {
        "slug": None,
        "name": "Bakhtiyor Alimov",
        "role": "Deputy Director, Institute for Transport Studies at the Academy of Sciences",
    },
    {
        "slug": None,
        "name": "Lola Karimova",
        "role": "Head of Department, Institute for Transport Studies at the Academy of Sciences",
    },
]


def article(number=1, lang="en", **parts):
    """A public article, as `GET /v1/articles/{id}` answers it."""
    made = {
        "id": f"01JFBM5T00Q5W8YV2K4N6P{number:04d}",
        "lang": lang,
        "kind": "news",
        "order": None,
        "label": None,
        "slug": f"the-railway-has-crossed-the-pass-{number}",
        "title": "The railway has crossed the high pass",
        "dek": "After eleven winters of work the last rail lies at 2,266 metres.",
        "dateline": "Tashkent, Uzbekistan",
        "body_html": "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
        "authors": AUTHORS,
        "categories": [{"slug": "economy", "name": "Economy"}],
        "tags": [],
        "image": None,
        "breaking_until": None,
        "published_at": f"2025-12-18T07:{number:02d}:00Z",
        "updated_at": f"2025-12-18T07:{number:02d}:00Z",
        "seo": {"title": None, "description": None},
        "corrections": [],
        "version": 1,
        "story": f"01JFBM5T00Q5W8YV2K4N6P{number:04d}",
        "translations": [],
        "reading_minutes": 2,
        "word_count": 320,
        **parts,
    }
    made.setdefault("url", f"{SITE}/{made['lang']}/{made['slug']}")
    linked_data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": made["title"]}
    return {**made, "jsonld": {**linked_data, **made.get("jsonld", {})}}


def preview(number=1, *, status="draft", has_changes=False, **parts):
    """The draft of a link, as `GET /v1/editorial/preview` answers its token."""
    times = {"expires_at": "2025-12-18T08:00:00Z", "changed_at": "2025-12-18T06:55:00Z"}
    return {**article(number, **parts), "preview": {**times, "status": status, "has_changes": has_changes}}


class SiteContent:
    """Writes to the tables what the pages read."""

    def __init__(self, dynamodb, stack):
        self._dynamodb, self._stack = dynamodb, stack

    def put(self, table, **item):
        self._dynamodb.put_item(TableName=self._stack.physical(table), Item=item)

    def items(self, table):
        """All items of a table."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._stack.physical(table))
        return [item for page in pages for item in page["Items"]]

    def restore(self, table, items):
        """Writes items as they are, 25 at a time."""
        for start in range(0, len(items), 25):
            requests = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
            written = self._dynamodb.batch_write_item(RequestItems={self._stack.physical(table): requests})
            assert not written["UnprocessedItems"]

    def publish(self, article, **attributes):
        """Under both addresses, and in the listing of the language."""
        view = serializers.pack_view(article)
        item = {
            "view": {"B": view.packed},
            "etag": {"S": view.etag},
            **{name: {"S": article[name]} for name in ("id", "lang", "slug", "published_at", "updated_at")},
            "version": {"N": str(article["version"])},
            "format": {"N": "1"},
            **attributes,
        }
        for address in (article["id"], f"{article['lang']}/{article['slug']}"):
            self.put("ArticlesTable", address={"S": address}, **item)
        self.list(article, article["lang"])
        return article

    def list(self, article, listing, **attributes):
        self.put(
            "ListingsTable",
            listing={"S": listing},
            position={"S": f"{article['published_at']}#{article['id']}"},
            card={"S": serializers.render_card(article)},
            **attributes,
        )

    def term(self, kind, slug, name, **attributes):
        self.put("TaxonomyTable", kind={"S": kind}, slug={"S": slug}, names={"M": {"en": {"S": name}}}, **attributes)

    def pin(self, article, rank):
        self.list(article, f"{article['lang']}/front", rank={"N": str(rank)})

    def blocks(self, lang="en", **numbers):
        """The blocks of a front page: numbers of articles by the name of the category."""
        positions = {
            name: [f"{made['published_at']}#{made['id']}" for made in map(article, newest)]
            for name, newest in numbers.items()
        }
        blocks = [{"slug": name.lower(), "name": name, "newest": newest} for name, newest in positions.items()]
        key = {"listing": {"S": f"{lang}/blocks"}, "position": {"S": "current"}}
        self.put("ListingsTable", **key, version={"N": "1"}, blocks={"S": json.dumps(blocks)})

    def sheets(self, *bodies):
        """Sheets of the Central Bank, as ingestion stores them; those of the seed's two days where none are given."""
        table, cbu = SheetCommands(RateRepository(self._stack.physical("RatesTable"), self._dynamodb)), load_bank("cbu")
        for body in bodies or (DECEMBER_17, DECEMBER_18):
            table.store(cbu, cbu.parse(body), raw="0" * 64, at=datetime(2025, 12, 17, 12, tzinfo=UTC))

    def delete_rates(self):
        table = self._stack.physical("RatesTable")
        for item in self.items("RatesTable"):
            self._dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("series", "date")})

    def rates(self, day="2025-12-18"):
        self.put(
            "RatesTable",
            series={"S": "cbu"},
            date={"S": day},
            base={"S": "UZS"},
            main={"S": json.dumps(RATES)},
        )
