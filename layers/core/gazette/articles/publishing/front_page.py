"""The pinned articles of a front page: up to ten, in order, changed at once.

    en/front   <published_at>#<id>   the card of an article with `rank` (pinned), with `breaking_until`, or with both
    fronts     en                    the version of the pins, who changed them and when

A row of `en/front` without a rank expires with `breaking_until` (DynamoDB deletes it later).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gazette.articles.front_page_model import FrontPage, Pin
from gazette.articles.publishing.snapshot import SnapshotChanged, refuse_changed
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import Condition, if_absent, if_equal, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write, assign, check, delete, put, update
from gazette.errors import Invalid, StaleVersion, VersionRequired
from gazette.schemas.person import Person
from gazette.times import timestamp, to_seconds

FRONTS = "fronts"
"""The listing with the version of each language's pins."""

Row = Mapping[str, Any]


class FrontPages:
    """Reads and changes the pins. `articles` and `listings` are names of tables."""

    def __init__(self, dynamodb: Any, articles: str, listings: str) -> None:
        self._dynamodb, self._articles, self._table = dynamodb, articles, listings

    def get(self, lang: str) -> FrontPage:
        """The pins in order. A withdrawn article is none: its row is deleted with it."""
        stored = self._load_head(lang)
        pins = sorted((row for row in self._load_rows(lang) if "rank" in row), key=lambda row: int(row["rank"]))
        return FrontPage(
            lang=lang,
            version=stored.get("version", 0),
            pins=[Pin.from_card(row["card"], row.get("unpublish_at")) for row in pins],
            changed_at=stored.get("changed_at"),
            changed_by=stored.get("changed_by"),
        )

    def save(
        self, lang: str, ids: Sequence[str], *, expected: int, by: Person, at: datetime, write_id: str
    ) -> FrontPage:
        """Pin the articles in this order; all others are unpinned. `expected` is the version that was read, 0 for none.

        The pins that are there already change nothing, so that nobody else who has read them is refused. Raises
        `Invalid` for an article that readers of this language do not see, `StaleVersion`, `VersionRequired`.
        """
        present = self.get(lang)
        is_same = present.version == expected and [pin.id for pin in present.pins] == list(ids)
        if is_same and self._load_head(lang).get("version", 0) == expected:  # nobody has saved between the reads
            return present
        version = self._put_version(lang, expected, by, at, write_id)
        retry(lambda: commit(self._dynamodb, [version, *self._plan(lang, ids, at)], write_id=write_id), SnapshotChanged)
        return self.get(lang)

    def _plan(self, lang: str, ids: Sequence[str], at: datetime) -> list[Write]:
        """At most 30 writes: pin these articles, and unpin the others."""
        rows = {row["position"]: row for row in self._load_rows(lang)}
        positions = self._find_positions(lang, ids, at)
        cards = self._load_cards(lang, positions)
        writes: list[Write] = []
        for rank, position in enumerate(positions, start=1):
            writes += self._pin(lang, cards[position], rank, rows.get(position, {}))
        unpinned = [row for position, row in rows.items() if position not in positions and "rank" in row]
        return [*writes, *(self._unpin(lang, row, at) for row in unpinned)]

    def _put_version(self, lang: str, expected: int, by: Person, at: datetime, write_id: str) -> Write:
        item = {
            "listing": FRONTS,
            "position": lang,
            "version": expected + 1,
            "changed_at": timestamp(at),
            "changed_by": by.model_dump(),
            "write_id": write_id,
        }
        return put(self._table, item, if_version(expected), refusal=lambda stored: _refuse(stored, expected))

    def _pin(self, lang: str, card: Row, rank: int, present: Row) -> list[Write]:
        """The card's row on the front page, if nobody has published or withdrawn the article meanwhile."""
        end = card.get("unpublish_at")
        row = {
            "listing": f"{lang}/front",
            "position": card["position"],
            "card": card["card"],
            "unpublish_at": end,
            "breaking_until": present.get("breaking_until"),
            "rank": rank,
        }
        key = {"listing": lang, "position": card["position"]}
        unchanged = if_equal("card", card["card"]) & (
            if_absent("unpublish_at") if end is None else if_equal("unpublish_at", end)
        )
        return [
            check(self._table, key, unchanged, refusal=refuse_changed),
            put(self._table, row, _if_same_news(present), refusal=refuse_changed),
        ]

    def _unpin(self, lang: str, row: Row, at: datetime) -> Write:
        """Without a rank the row stays as long as the article is breaking news."""
        key = {"listing": f"{lang}/front", "position": row["position"]}
        until = row.get("breaking_until")
        if until is None or until <= timestamp(at):
            return delete(self._table, key, _if_same_news(row), refusal=refuse_changed)
        change = assign(rank=None, expires_at=to_seconds(until))
        return update(self._table, key, *change, _if_same_news(row), refusal=refuse_changed)

    def _load_head(self, lang: str) -> dict[str, Any]:
        key = serialize({"listing": FRONTS, "position": lang})
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return deserialize(reply.get("Item", {}))

    def _load_rows(self, lang: str) -> list[dict[str, Any]]:
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="listing = :listing",
            ExpressionAttributeValues=serialize({":listing": f"{lang}/front"}),
            ConsistentRead=True,
        )
        return [deserialize(item) for item in reply["Items"]]

    def _find_positions(self, lang: str, ids: Sequence[str], at: datetime) -> list[str]:
        """The positions of the articles' cards. Raises `Invalid` for ids that readers of the language do not see."""
        keys = [serialize({"address": id}) for id in dict.fromkeys(ids)]
        attributes = ("address", "kind", "lang", "published_at", "etag", "unpublish_at")
        items = batch_get(self._dynamodb, {self._articles: keys}, attributes=attributes)[self._articles]
        stored = {item["address"]: item for item in map(deserialize, items)}
        errors = [
            {"pointer": f"#/pins/{index}", "detail": "This is not the id of a published article in this language."}
            for index, id in enumerate(ids)
            if not _is_shown(stored.get(id, {}), lang, at)
        ]
        if errors:
            raise Invalid("Only published articles can be pinned.", errors=errors)
        return [f"{stored[id]['published_at']}#{id}" for id in ids]

    def _load_cards(self, lang: str, positions: Sequence[str]) -> dict[str, Row]:
        """Raises `SnapshotChanged` if one is withdrawn meanwhile."""
        keys = [serialize({"listing": lang, "position": position}) for position in positions]
        items = batch_get(self._dynamodb, {self._table: keys})[self._table] if keys else []
        cards: dict[str, Row] = {item["position"]: item for item in map(deserialize, items)}
        if cards.keys() != set(positions):
            raise SnapshotChanged
        return cards


def _if_same_news(row: Row) -> Condition:
    """That no publication has made the article breaking news since the row was read, nor ended that.

    The row would lose what the publication wrote into it.
    """
    until = row.get("breaking_until")
    return if_absent("breaking_until") if until is None else if_equal("breaking_until", until)


def _is_shown(item: Row, lang: str, at: datetime) -> bool:
    """Whether readers see the article in lists at that time. Only an item with a view has an `etag`."""
    is_listed = "etag" in item and item["lang"] == lang and item.get("kind") != "page"
    return is_listed and item.get("unpublish_at", "~") > timestamp(at)


def _refuse(stored: dict[str, Any], expected: int) -> Exception:
    if stored and expected == 0:
        return VersionRequired("The front page has pins; say in If-Match which version you read.")
    return StaleVersion.of(stored) if stored else StaleVersion()
