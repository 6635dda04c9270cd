"""The writes that make a published article of a file public in a stack, as its last publication did elsewhere.

The article is rendered here, from its revision and from the names and pictures that the stack has, and so are its
cards. Nothing announces it: its event is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cli.moving.importing.scratch import StoryInFile
from cli.moving.records import Public
from cli.moving.stack import Stack
from gazette.articles.errors import AuthorMissing, CategoryMissing, SlugTaken
from gazette.articles.model import Article
from gazette.articles.publishing import listings, views
from gazette.articles.publishing.pictures import check_ready
from gazette.articles.publishing.serializers import pack_view, render_article, render_translation
from gazette.articles.publishing.snapshot import Snapshot, load_snapshot, refuse_changed
from gazette.articles.publishing.translations import list_other_members
from gazette.articles.terms import drop_known_names, replace_merged
from gazette.dynamodb.conditions import if_absent, if_version
from gazette.dynamodb.writes import Write, put
from gazette.encoding import compact_json
from gazette.times import parse_timestamp


def build_publication(
    stack: Stack,
    present: Article,
    published: Article,
    public: Public,
    story: StoryInFile,
    *,
    now: datetime,
    is_change: bool,
) -> list[Write]:
    """At most 60 writes. `is_change` adds an entry to the feed of changes.

    Categories and pictures are not checked in the transaction: those of many articles at once would be in the way of
    each other. Raises `Conflict` for a term that the stack lacks, `Invalid` for a picture, `SnapshotChanged`
    if a term is merged in this moment.
    """
    snapshot = load_snapshot(stack.dynamodb, stack.tables, published)
    published = drop_known_names(replace_merged(published, snapshot.aliases), snapshot.names)
    _check_terms(published, snapshot)
    check_ready(published, snapshot.pictures)
    document = render_article(published, snapshot.names, snapshot.pictures, stack.site)
    document["translations"] = list_other_members(snapshot.members, published.lang)
    item = views.build_view_item(
        pack_view(document),
        published,
        rendered_at=public.rendered_at,
        unpublish_at=present.unpublish_at,
        redirects_from=public.redirects_from,
        related=public.related,
        silent=True,
        alert=public.alert,
    )
    by_id, by_slug = views.list_addresses(document)
    articles, lists = stack.tables.articles, stack.tables.listings
    change = [listings.put_change(lists, "published", published, now)] if is_change else []
    return [
        put(articles, {"address": by_id, **item}, if_absent("address"), refusal=_refuse_address),
        put(articles, {"address": by_slug, **item}, if_absent("id"), refusal=_refuse_address),
        *listings.put_cards(lists, snapshot, document, present.unpublish_at, now),
        *_update_story(stack, document, snapshot, story, now),
        *change,
    ]


def _check_terms(article: Article, snapshot: Snapshot) -> None:
    for slug in article.categories:
        if ("category", slug) not in snapshot.names:
            raise CategoryMissing(f"The category {slug} is no longer there.")
    for author in article.authors:
        if author.slug and ("author", author.slug) not in snapshot.names:
            raise AuthorMissing(f"The author {author.slug} is no longer there.")


def _update_story(
    stack: Stack,
    document: Mapping[str, Any],
    snapshot: Snapshot,
    story: StoryInFile,
    now: datetime,
) -> list[Write]:
    """The story with one article more, and its translations. Those of the file keep the times of their forms."""
    members = {**snapshot.members, document["lang"]: render_translation(document)}
    item = {
        "listing": f"story/{document['story']}",
        "position": "members",
        "members": {lang: compact_json(member) for lang, member in members.items()},
        "version": snapshot.story_version + 1 if snapshot.story_version else story.first_version,
    }
    writes = [put(stack.tables.listings, item, if_version(snapshot.story_version), refusal=refuse_changed)]
    for sibling in snapshot.siblings:
        other = {**sibling.document, "translations": list_other_members(members, sibling.document["lang"])}
        at = story.rendered_at.get(other["id"])
        writes += views.update_view(stack.tables.articles, sibling, other, parse_timestamp(at) if at else now)
        writes.append(listings.update_sitemap_entry(stack.tables.listings, other))
    return writes


def _refuse_address(stored: Mapping[str, Any]) -> SlugTaken:
    return SlugTaken(article=stored.get("id"))
