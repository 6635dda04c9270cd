"""What feed readers find in each format: items, their identity, times, people, topics and pictures."""

import json
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.requests import Changes, PublishOptions
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.conformance import body
from tests.support.feeds import build_path
from tests.support.site_content import article

XML, ATOM = ("rss.xml", "atom.xml"), "{http://www.w3.org/2005/Atom}"


def change(commands: ArticleCommands, article: Any, minute: int, **options: Any) -> Any:
    fields = options.pop("changes", {})
    saved = commands.change(article, Changes(**fields), by=AZIZA, at=minutes(minute), write_id=new_id())
    return commands.publish(saved, PublishOptions(**options), by=AZIZA, at=minutes(minute), write_id=new_id())


@pytest.fixture
def published(tables, publish_draft, put_picture):
    tables.put_category("economy")
    picture = put_picture(alt={"en": "A bridge & a train"}, credit={"en": "Photo: <Gazette>"})
    return publish_draft(
        title="A summit",
        dek="Ministers meet in Tokyo & Osaka.",
        label="analysis",
        authors=[{"name": "Anna Petrova"}, {"name": "Timur Saidov"}],
        categories=["economy"],
        tags=[{"slug": "japan", "name": "Japan"}],
        image={"media": picture.id},
    )


@pytest.mark.parametrize("file", XML)
def test_an_item_has_everything_that_a_card_shows(read, published, file):
    feed = read(file)
    assert (feed.feed.title, feed.feed.language) == ("Gazette", "en")
    assert feed.feed.link == "https://news.example/en"
    [own] = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == f"https://news.example/v1/feeds/en/{file}"
    [item] = feed.entries
    assert item.title == "A summit"
    assert unescape(item.summary) == "Ministers meet in Tokyo & Osaka."
    assert item.link == "https://news.example/en/a-summit"
    assert item.published_parsed[:6] == item.updated_parsed[:6] == (2025, 12, 18, 7, 0, 0)
    assert [tag.label or tag.term for tag in item.tags] == ["Analysis", "Economy", "Japan"]
    [enclosure] = item.enclosures
    picture = published.image.media
    assert enclosure.href == f"https://news.example/media/{picture}/1/share-x500-y500.jpg"
    assert (enclosure.length, enclosure.type) == ("80000", "image/jpeg")
    [media] = item.media_content
    assert media["url"] == f"https://news.example/media/{picture}/1/x500-y500-640.webp"
    assert (media["type"], media["width"], media["height"]) == ("image/webp", "640", "426")
    assert item.media_credit[0]["content"] == "Photo: <Gazette>"


def test_each_person_of_a_byline_is_an_author(read, read_json, published):
    names = ["Anna Petrova", "Timur Saidov"]
    assert [author.name for author in read("rss.xml").entries[0].authors] == names
    assert [author.name for author in read("atom.xml").entries[0].authors] == names
    assert [author["name"] for author in read_json()["items"][0]["authors"]] == names


def test_a_json_feed_has_the_members_of_its_specification(read_json, published):
    feed = read_json()
    [item] = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Gazette",
        "home_page_url": "https://news.example/en",
        "feed_url": "https://news.example/v1/feeds/en/feed.json",
        "description": "Newest articles: Gazette",
        "language": "en",
        "authors": [{"name": "Gazette", "url": "https://news.example"}],
    }
    media = f"https://news.example/media/{published.image.media}/1"
    assert item == {
        "id": published.id,
        "url": "https://news.example/en/a-summit",
        "title": "A summit",
        "summary": "Ministers meet in Tokyo & Osaka.",
        "content_text": "Ministers meet in Tokyo & Osaka.",
        "image": f"{media}/x500-y500-640.webp",
        "date_published": "2025-12-18T07:00:00Z",
        "date_modified": "2025-12-18T07:00:00Z",
        "authors": [{"name": "Anna Petrova"}, {"name": "Timur Saidov"}],
        "tags": ["Analysis", "Economy", "Japan"],
        "language": "en",
        "attachments": [
            {"url": f"{media}/share-x500-y500.jpg", "mime_type": "image/jpeg", "size_in_bytes": 80_000},
        ],
    }


@pytest.mark.parametrize("file", XML)
def test_an_article_keeps_its_identity_when_its_address_changes(read, read_json, published, commands, file):
    before, json_before = read(file).entries[0], read_json()["items"][0]
    change(commands, published, 1, changes={"slug": "another-address"}, minor=True)
    after, json_after = read(file).entries[0], read_json()["items"][0]
    assert after.link == json_after["url"] == "https://news.example/en/another-address"
    assert (after.id, json_after["id"]) == (before.id, json_before["id"])
    assert file == "atom.xml" or not after.guidislink


@pytest.mark.parametrize("file", XML)
def test_a_correction_moves_the_update_and_not_the_publication(read, read_json, published, commands, file):
    minor = change(commands, published, 5, changes={"title": "The summit"}, minor=True)
    assert read(file).entries[0].title == "The summit"
    assert read(file).entries[0].updated_parsed[:5] == (2025, 12, 18, 7, 0)
    change(commands, minor, 9, changes={"dek": "In Tokyo."}, correction="It is not in Osaka.")
    feed = read(file)
    [item] = feed.entries
    assert item.updated_parsed[:5] == feed.feed.updated_parsed[:5] == (2025, 12, 18, 7, 9)
    assert item.published_parsed[:5] == (2025, 12, 18, 7, 0)
    [item] = read_json()["items"]
    assert (item["date_published"], item["date_modified"]) == ("2025-12-18T07:00:00Z", "2025-12-18T07:09:00Z")


ODD = {
    "control characters": "A\x00B\x08C\x1fD\x7fE\x9fF",
    "half a surrogate pair": "A\ud83dB",
    "characters that XML forbids": "A\ufffeB\uffffC\ufdd0D",
}


@pytest.mark.parametrize("name", ODD)
def test_characters_that_no_document_may_have_are_dropped(content, read, read_json, name):
    """Editors cannot save them; imported articles may have them."""
    card = article(title=ODD[name], dek=ODD[name], authors=[{"slug": None, "name": ODD[name], "role": None}])
    text = json.dumps(card)  # as escapes, for moto; what readers get is decoded
    content.put(
        "ListingsTable",
        listing={"S": "en"},
        position={"S": f"{card['published_at']}#{card['id']}"},
        card={"S": text},
    )
    letters = [letter for letter in ODD[name] if letter.isascii() and letter.isalpha()]
    for file in XML:
        [item] = read(file).entries
        assert item.title == item.summary == item.author == "".join(letters)
    [item] = read_json()["items"]
    assert item["title"] == item["summary"] == item["authors"][0]["name"] == "".join(letters)


@pytest.mark.parametrize("title", ["Say <No> & ]]> go", "Ўзбекистон «тоғ» темир йўли", "1 < 2 && 3 > 2", "&amp; &#60;"])
def test_any_title_arrives_as_it_was_written(api, content, read, read_json, title):
    content.publish(article(title=title, dek=title, categories=[{"slug": "economy", "name": title}]))
    for file, name, summary in (("rss.xml", "item", "description"), ("atom.xml", f"{ATOM}entry", f"{ATOM}summary")):
        [item] = ElementTree.fromstring(body(api.send("GET", build_path(file)))).iter(name)  # noqa: S314 (our own)
        assert (item.findtext("title") or item.findtext(f"{ATOM}title")) == title
        text = item.findtext(summary)
        assert (unescape(text) if file == "rss.xml" else text) == title
        [topic] = read(file).entries[0].tags
        assert (topic.label or topic.term) == title
    [item] = read_json()["items"]
    assert item["title"] == item["summary"] == title


def test_a_reader_shows_what_looks_like_a_tag(content, read):
    """Escaped once, a description with `<No>` would be HTML, of which readers remove unknown tags."""
    content.publish(article(dek="Parliament says <No> to the plan"))
    assert unescape(read().entries[0].summary) == "Parliament says <No> to the plan"


@pytest.mark.parametrize("file", XML)
def test_an_article_without_picture_dek_and_authors_is_an_item_too(content, read, file):
    content.publish(article(dek=None, authors=[], categories=[], tags=[], image=None, label=None))
    [item] = read(file).entries
    assert item.title == "The railway has crossed the high pass"
    assert item.summary == item.title
    assert not item.get("enclosures")
    assert "tags" not in item


def test_a_json_feed_has_a_content_where_an_article_has_only_a_title(content, read_json):
    content.publish(article(dek=None, authors=[], image=None))
    [item] = read_json()["items"]
    assert item["content_text"] == item["summary"] == item["title"]
    assert "authors" not in item


def test_cards_of_the_first_format_are_shown(content, read, read_json):
    """They have no picture and no label until they are rendered again."""
    card = article()
    for name in ("image", "label", "kind", "order"):
        del card[name]
    position = {"S": f"{card['published_at']}#{card['id']}"}
    content.put("ListingsTable", listing={"S": "en"}, position=position, card={"S": json.dumps(card)})
    for file in XML:
        assert [item.title for item in read(file).entries] == [card["title"]]
    assert [item["title"] for item in read_json()["items"]] == [card["title"]]


def test_a_feed_says_its_type_and_its_encoding(api, content):
    content.publish(article())
    types = {
        "rss.xml": "application/rss+xml; charset=utf-8",
        "atom.xml": "application/atom+xml; charset=utf-8",
        "feed.json": "application/feed+json; charset=utf-8",
    }
    for file, content_type in types.items():
        answer = api.send("GET", build_path(file))
        assert answer["headers"]["content-type"] == content_type
        assert body(answer).startswith("{" if file == "feed.json" else '<?xml version="1.0" encoding="UTF-8"?>')
