"""Publication and withdrawal: each one transaction over everything that readers, lists and crawlers see.

    draft (version check) 1, revision 1, view 2, former slug 1, main list 1, sitemap 1, front page 1, changes 1,
    story 1, listings of categories, tags and authors before and after 2 x 35, categories still there 5,
    views of translations 3 x 2 and their sitemap entries 3: 94 of 100 items at most.

What the items are made from is read before; where it moves meanwhile a condition fails, and all is done anew.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gazette.articles import lifecycle, listings, standing
from gazette.articles.errors import CategoryMissing, SlugTaken, WrongStatus
from gazette.articles.model import Article, Order, Person, Withdrawal
from gazette.articles.rendering import (
    FORMAT,
    Site,
    View,
    card,
    member,
    public_article,
    sitemap_entry,
    view,
)
from gazette.articles.slugs import candidates
from gazette.articles.standing import Sibling, Standing, Tables, as_members
from gazette.articles.steps import Moved, Step, commit
from gazette.articles.table import Drafts
from gazette.aws.batches import batch_get
from gazette.aws.items import typed
from gazette.errors import Invalid, Unavailable
from gazette.times import timestamp

TRIES = 6
PLAIN, SILENT = Order(), Withdrawal()
_PROBED = 20
_RETURN_FOUND = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


class Press:
    """What turns drafts into what readers get. `site` is asked for late: its address may be a stored parameter."""

    def __init__(self, dynamodb: Any, tables: Tables, site: Callable[[], Site]) -> None:
        self._dynamodb, self._tables, self._site = dynamodb, tables, site
        self._drafts = Drafts(dynamodb, tables.drafts)

    def publish(
        self, article: Article, *, by: Person, at: datetime, now: datetime, write: str, order: Order = PLAIN
    ) -> Article:
        """Publish the last save. `at` is the time that readers are told, `now` the present one.

        `Invalid` without title or text, `SlugTaken` by an explicit slug, `CategoryMissing`, `StaleVersion`.
        """
        _check_ready(article)
        if order.correction and not article.published_at:
            raise Invalid.at("#/correction", "What was never published has nothing to correct.")
        return self._until_nothing_moves(lambda: self._publish(article, by, at, now, write, order))

    def withdraw(
        self, article: Article, *, by: Person, now: datetime, write: str, withdrawal: Withdrawal = SILENT
    ) -> Article:
        """Take a published article from the readers; its addresses say that it is gone, or what came in its place."""
        after = lifecycle.withdrawn(article, by=by, at=now)
        if withdrawal.redirect_to is not None:
            self._check_successor(article, withdrawal.redirect_to)
        return self._until_nothing_moves(lambda: self._withdraw(article, after, withdrawal, now, write))

    def schedule(self, before: Article, after: Article, *, write: str) -> Article:
        """Save other times, and tell the published view when it ends, so that no cache keeps it longer."""
        steps = self._drafts.steps(before, after, action="schedule", write=write)
        if after.published_version is not None and before.unpublish_at != after.unpublish_at:
            document = standing.read(self._dynamodb, self._tables, before).document
            steps += [self._view_end(address, after.unpublish_at) for address in _addresses(document)]
        commit(self._dynamodb, steps, write)
        return after

    def check_size(self, article: Article) -> None:
        """Render once, as a publication would; `TooLarge` where that could not be stored."""
        view(public_article(article, {}, self._site()))

    # --- publication --------------------------------------------------------------------------------------------

    def _publish(self, article: Article, by: Person, at: datetime, now: datetime, write: str, order: Order) -> Article:
        before = standing.read(self._dynamodb, self._tables, article)
        for slug in self._slugs(article):
            after = lifecycle.published(
                article, slug=slug, by=by, at=at, now=now, minor=order.minor, correction=order.correction
            )
            document = public_article(after, before.names, self._site())
            self._prepare(article, document)
            try:
                self._commit_publication(article, after, before, document, now, write)
            except SlugTaken:
                if article.slug is not None:
                    raise
            else:
                return after
        raise AssertionError("slugs never end")

    def _commit_publication(
        self, article: Article, after: Article, before: Standing, document: dict[str, Any], now: datetime, write: str
    ) -> None:
        document["translations"] = _translations(before.members, document["lang"])
        rendered = view(document)
        members = {**before.members, document["lang"]: member(document)}
        kind = "updated" if before.document else "published"
        steps = [
            *self._drafts.steps(article, after, action="publish", write=write),
            *self._views(rendered, after),
            *self._former_slug(before, document),
            *self._category_checks(article),
            *self._cards(before, document),
            self._put_listing(listings.sitemap(document), document, url=sitemap_entry(document)),
            self._put(self._tables.listings, listings.change(after.id, after.lang, kind, after.version, now)),
            *self._story(after.story, before, members),
        ]
        commit(self._dynamodb, steps, write)

    def _slugs(self, article: Article) -> Any:
        """The slug to publish under; where none was given, the title's own or the next one that looks free."""
        if article.slug is not None:
            yield article.slug
            return
        ideas = candidates(article.title or "", article.lang, article.id.lower())
        while True:
            batch = [next(ideas) for _ in range(_PROBED)]
            keys = [typed({"address": f"{article.lang}/{slug}"}) for slug in batch]
            found = batch_get(self._dynamodb, {self._tables.articles: keys})[self._tables.articles]
            taken = {item["address"]["S"].partition("/")[2] for item in found if item["id"]["S"] != article.id}
            yield from (slug for slug in batch if slug not in taken)

    def _prepare(self, article: Article, document: Mapping[str, Any]) -> None:
        """Before the first publication: the tags that it names, and the month of its sitemap. Idempotent."""
        self._dynamodb.put_item(TableName=self._tables.listings, Item=typed(listings.month(document)))
        for tag in document["tags"]:
            self._make_tag(tag["slug"], article.lang, tag["name"])

    def _make_tag(self, slug: str, lang: str, name: str) -> None:
        item = {"kind": "tag", "slug": slug, "names": {lang: name}, "version": 1}
        try:
            self._dynamodb.put_item(
                TableName=self._tables.taxonomy, Item=typed(item), ConditionExpression="attribute_not_exists(kind)"
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            self._dynamodb.update_item(
                TableName=self._tables.taxonomy,
                Key=typed({"kind": "tag", "slug": slug}),
                UpdateExpression="SET #names.#lang = if_not_exists(#names.#lang, :name)",
                ExpressionAttributeNames={"#names": "names", "#lang": lang},
                ExpressionAttributeValues=typed({":name": name}),
            )

    def _views(self, rendered: View, after: Article) -> list[Step]:
        """The view under both of its addresses."""
        document = rendered.document
        item = {
            "id": after.id,
            "lang": after.lang,
            "slug": after.slug,
            "view": rendered.packed,
            "etag": rendered.etag,
            "version": after.version,
            "published_at": after.published_at,
            "updated_at": after.updated_at,
            "format": FORMAT,
            "unpublish_at": after.unpublish_at,
        }
        by_id, by_slug = _addresses(document)
        own = {
            "ConditionExpression": "attribute_not_exists(address) OR id = :id",
            "ExpressionAttributeValues": typed({":id": after.id}),
            **_RETURN_FOUND,
        }
        put = {"TableName": self._tables.articles, "Item": typed({"address": by_slug, **item}), **own}
        return [
            self._put(self._tables.articles, {"address": by_id, **item}),
            Step({"Put": put}, lambda found: SlugTaken(article=found.get("id"))),
        ]

    def _former_slug(self, before: Standing, document: Mapping[str, Any]) -> list[Step]:
        if before.slug in (None, document["slug"]):
            return []
        address = f"{document['lang']}/{before.slug}"
        item = {"address": address, "id": document["id"], "moved_to": document["id"]}
        return [self._put(self._tables.articles, item)]

    def _category_checks(self, article: Article) -> list[Step]:
        return [
            Step(
                {
                    "ConditionCheck": {
                        "TableName": self._tables.taxonomy,
                        "Key": typed({"kind": "category", "slug": slug}),
                        "ConditionExpression": "attribute_exists(kind) AND attribute_not_exists(closing)",
                    }
                },
                lambda found, slug=slug: CategoryMissing(f"The category {slug} is no longer there."),
            )
            for slug in article.categories
        ]

    def _cards(self, before: Standing, document: Mapping[str, Any]) -> list[Step]:
        """The card in each listing that the article is in now, none where it was only before, and on the front page."""
        text, present = card(document), listings.of_cards(document)
        former = [listing for listing in listings.of_cards(before.document) if listing not in present]
        return [
            *(self._put_listing(listing, document, card=text) for listing in present),
            *(self._delete_listing(listing, document) for listing in former),
            *([self._front_card(before, document, text)] if before.document else []),
        ]

    def _front_card(self, before: Standing, document: Mapping[str, Any], text: str) -> Step:
        """The pinned card replaced, its rank kept; where it is not pinned, a check that it still is not."""
        key = typed({"listing": listings.front(document), "position": listings.position(document)})
        if not before.pinned:
            absent = {"ConditionExpression": "attribute_not_exists(listing)"}
            return Step({"ConditionCheck": {"TableName": self._tables.listings, "Key": key, **absent}})
        update = {
            "UpdateExpression": "SET card = :card",
            "ConditionExpression": "attribute_exists(listing)",
            "ExpressionAttributeValues": typed({":card": text}),
        }
        return Step({"Update": {"TableName": self._tables.listings, "Key": key, **update}})

    # --- withdrawal ---------------------------------------------------------------------------------------------

    def _withdraw(self, article: Article, after: Article, withdrawal: Withdrawal, now: datetime, write: str) -> Article:
        before = standing.read(self._dynamodb, self._tables, article)
        document = before.document
        if document is None:
            raise Moved
        members = {lang: one for lang, one in before.members.items() if lang != article.lang}
        gone = {"at": timestamp(now), "note": withdrawal.note, "successor": withdrawal.redirect_to}
        mark = {
            "id": article.id,
            "lang": article.lang,
            "slug": document["slug"],
            "version": after.version,
            "gone": {name: value for name, value in gone.items() if value is not None},
        }
        steps = [
            *self._drafts.steps(article, after, action="unpublish", write=write),
            *(self._put(self._tables.articles, {"address": address, **mark}) for address in _addresses(document)),
            *(self._delete_listing(listing, document) for listing in listings.of_cards(document)),
            self._delete_listing(listings.front(document), document),
            self._delete_listing(listings.sitemap(document), document),
            self._put(self._tables.listings, listings.change(after.id, after.lang, "withdrawn", after.version, now)),
            *self._story(after.story, before, members),
        ]
        commit(self._dynamodb, steps, write)
        return after

    def _check_successor(self, article: Article, id: str) -> None:
        key = typed({"address": id})
        item = self._dynamodb.get_item(TableName=self._tables.articles, Key=key, ConsistentRead=True).get("Item", {})
        if "view" not in item or id == article.id or item["address"]["S"] != item["id"]["S"]:
            raise Invalid.at("#/redirect_to", "This is not the id of another published article.")

    # --- the story and its translations -------------------------------------------------------------------------

    def _story(self, story: str, before: Standing, members: dict[str, dict[str, Any]]) -> list[Step]:
        """The members of the story, on condition that nobody else changed them, and translations that name them."""
        key = {"listing": f"story/{story}", "position": "members"}
        unchanged = (
            {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": typed({":before": before.story_version}),
            }
            if before.story_version
            else {"ConditionExpression": "attribute_not_exists(listing)"}
        )
        if members == before.members:
            return [Step({"ConditionCheck": {"TableName": self._tables.listings, "Key": typed(key), **unchanged}})]
        item = {**key, "members": as_members(members.values()), "version": before.story_version + 1}
        put = {"TableName": self._tables.listings, "Item": typed(item), **unchanged}
        retold = [step for sibling in before.siblings for step in self._retold(sibling, members)]
        return [Step({"Put": put}), *retold]

    def _retold(self, sibling: Sibling, members: Mapping[str, dict[str, Any]]) -> list[Step]:
        """A translation's view and sitemap entry with other `translations`; its version and dates stay."""
        document = {**sibling.document, "translations": _translations(members, sibling.document["lang"])}
        rendered = view(document)
        update = {
            "TableName": self._tables.articles,
            "UpdateExpression": "SET #view = :view, etag = :etag",
            "ConditionExpression": "etag = :before",
            "ExpressionAttributeNames": {"#view": "view"},
            "ExpressionAttributeValues": typed(
                {":view": rendered.packed, ":etag": rendered.etag, ":before": sibling.etag}
            ),
        }
        return [
            *(
                Step({"Update": {**update, "Key": typed({"address": address})}})
                for address in _addresses(sibling.document)
            ),
            self._put_listing(listings.sitemap(document), document, url=sitemap_entry(document)),
        ]

    # --- items --------------------------------------------------------------------------------------------------

    def _put(self, table: str, item: Mapping[str, Any]) -> Step:
        return Step({"Put": {"TableName": table, "Item": typed(item)}})

    def _put_listing(self, listing: str, document: Mapping[str, Any], **content: str) -> Step:
        item = {"listing": listing, "position": listings.position(document), **content}
        return self._put(self._tables.listings, item)

    def _delete_listing(self, listing: str, document: Mapping[str, Any]) -> Step:
        key = typed({"listing": listing, "position": listings.position(document)})
        return Step({"Delete": {"TableName": self._tables.listings, "Key": key}})

    def _view_end(self, address: str, unpublish_at: str | None) -> Step:
        end = (
            {
                "UpdateExpression": "SET unpublish_at = :end",
                "ExpressionAttributeValues": typed({":end": unpublish_at}),
            }
            if unpublish_at
            else {"UpdateExpression": "REMOVE unpublish_at"}
        )
        condition = {"ConditionExpression": "attribute_exists(address)"}
        key = typed({"address": address})
        return Step({"Update": {"TableName": self._tables.articles, "Key": key, **end, **condition}})

    def _until_nothing_moves(self, attempt: Callable[[], Article]) -> Article:
        for _ in range(TRIES):
            try:
                return attempt()
            except Moved:
                continue
        raise Unavailable()


def _check_ready(article: Article) -> None:
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", status=article.status)
    missing = [name for name in ("title", "body") if getattr(article, name) is None]
    if missing:
        errors = [{"pointer": f"#/{name}", "detail": "Publishing needs it."} for name in missing]
        raise Invalid(f"Publishing needs {' and '.join(missing)}.", errors=errors)


def _addresses(document: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The two addresses of a view: the id, and language and slug."""
    return () if document is None else (document["id"], f"{document['lang']}/{document['slug']}")


def _translations(members: Mapping[str, dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    return [members[other] for other in sorted(members) if other != lang]
