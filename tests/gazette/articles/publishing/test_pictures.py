"""Pictures in articles: what is refused, what readers see, and what a picture in use is protected from."""

import json
import os

import pytest

from gazette.articles.model import Draft
from gazette.articles.publishing import serializers
from gazette.articles.requests import Changes, Schedule
from gazette.articles.scheduled import ScheduledPublishing
from gazette.errors import Invalid, TooLarge
from gazette.media import lifecycle
from gazette.media.errors import MediaNotFound
from tests.support.articles import AZIZA, NOON, TEXT, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION
from tests.support.media import make_renditions, media, put_picture

__all__ = ["media", "put_picture"]

UNKNOWN = "01KCRA7Q00GAZETTENXWHERE00"


def body_with(*pictures) -> str:
    return "\n\n".join(["It is open.", *(f"![]({'media:' + picture.id})" for picture in pictures)])


def test_readers_see_the_lead_picture_with_the_texts_of_their_language(publish_draft, put_picture, tables):
    picture = put_picture(alt={"en": "A bridge", "ru": "Мост"}, credit={"en": "Photo: Gazette"})
    article = publish_draft(lang="ru", image={"media": picture.id, "caption": "Ночью"})
    image = tables.view(article.id)["image"]
    assert (image["alt"], image["caption"], image["credit"]) == ("Мост", "Ночью", "Photo: Gazette")
    assert [source["url"] for source in image["sources"]] == [
        f"https://news.example/media/{picture.id}/1/{width}.webp" for width in (480, 960, 1200)
    ]
    card = json.loads(tables.listing("ru")[0]["card"])
    assert card["image"].keys() == {"alt", "caption", "credit", "placeholder", "share", "crops"}


def test_a_picture_alone_in_its_paragraph_becomes_a_figure(publish_draft, put_picture, tables):
    picture = put_picture(alt={"en": 'A "bridge"'}, caption={"en": "At night"}, credit={"en": "Photo: <us>"})
    article = publish_draft(body=body_with(picture))
    figure = tables.view(article.id)["body_html"].split("\n")[-1]
    path = f"https://news.example/media/{picture.id}/1"
    assert figure == (
        f'<figure><img src="{path}/960.webp"'
        f' srcset="{path}/480.webp 480w, {path}/960.webp 960w, {path}/1200.webp 1200w"'
        ' sizes="auto, (min-width: 45rem) 45rem, 100vw" width="1200" height="800" alt="A &quot;bridge&quot;"'
        ' loading="lazy" decoding="async"><figcaption>At night <cite>Photo: &lt;us&gt;</cite></figcaption></figure>'
    )


def test_an_article_is_saved_with_a_picture_that_waits_and_published_once_it_is_ready(
    commands, save_draft, put_picture, media, tables
):
    picture = put_picture(ready=False)
    article = save_draft(image={"media": picture.id}, body=body_with(picture))
    with pytest.raises(Invalid, match="is not ready yet") as refusal:
        commands.publish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    assert [error["pointer"] for error in refusal.value.extensions["errors"]] == ["#/image/media"]
    media.save(picture, lifecycle.accept(picture, make_renditions(picture.id)))
    commands.publish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    assert tables.view(article.id)["image"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [({"image": {"media": UNKNOWN}}, "#/image/media"), ({"body": f"![](media:{UNKNOWN})"}, "#/body")],
)
def test_a_picture_that_is_not_there_is_an_error_at_its_place(save_draft, fields, pointer):
    with pytest.raises(Invalid) as refusal:
        save_draft(**fields)
    assert refusal.value.extensions["errors"] == [{"pointer": pointer, "detail": f"There is no picture {UNKNOWN}."}]


def test_an_article_has_at_most_forty_pictures(save_draft, put_picture):
    pictures = [put_picture() for _ in range(41)]
    save_draft(body=body_with(*pictures[1:]))
    with pytest.raises(Invalid, match="at most 40 pictures"):
        save_draft(body=body_with(*pictures))


def test_no_article_begins_to_use_a_picture_that_is_being_deleted(save_draft, put_picture, media):
    picture = put_picture()
    media.save(picture, lifecycle.close(picture, NOON))
    with pytest.raises(Invalid, match="There is no picture"):
        save_draft(image={"media": picture.id})
    with pytest.raises(MediaNotFound):
        media.add_use(picture.id, "01ARTICLE", NOON)
    media.add_use(picture.id, "01ARTICLE", minutes(2))  # the deletion failed, and the picture is open again


@pytest.mark.parametrize("is_new", [True, False])
def test_a_draft_is_not_saved_with_a_picture_that_somebody_deletes_during_the_save(
    client, client_commands, save_draft, put_picture, media, tables, is_new
):
    """The deletion has looked for uses before the save, so only the save itself can see it."""
    picture, article = put_picture(), save_draft()
    drafts = tables.all("drafts")

    def delete_before_the_save(params, **_):
        if os.environ["DRAFTS_TABLE"] in str(params["body"]) and media.find([picture.id]):
            media.delete(picture, NOON)

    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", delete_before_the_save)
    draft = Draft(lang="en", title="A", body=TEXT, image={"media": picture.id})
    stamp = {"by": AZIZA, "at": NOON, "write_id": new_id()}
    with pytest.raises(Invalid, match="There is no picture"):
        if is_new:
            client_commands.create(draft, id=new_id(), **stamp)
        else:
            client_commands.change(article, Changes(image=draft.image), **stamp)
    assert tables.all("drafts") == drafts
    assert media.list_uses(picture.id) == []


def test_an_empty_text_at_the_lead_picture_shows_none(publish_draft, put_picture, tables):
    picture = put_picture(alt={"en": "A bridge"}, caption={"en": "At night"}, credit={"en": "Photo: us"})
    article = publish_draft(image={"media": picture.id, "alt": "", "caption": "", "credit": None})
    image = tables.view(article.id)["image"]
    assert (image["alt"], image["caption"], image["credit"]) == ("", None, "Photo: us")


def test_a_credit_in_any_language_is_better_than_none(publish_draft, put_picture, tables):
    picture = put_picture(alt={"ru": "Мост"}, credit={"ru": "Фото: АФП"})
    image = tables.view(publish_draft(lang="uz", image={"media": picture.id}).id)["image"]
    assert (image["alt"], image["credit"]) == ("", "Фото: АФП")


def test_a_body_that_repeats_pictures_beyond_what_readers_can_get_is_refused(save_draft, put_picture, monkeypatch):
    monkeypatch.setattr(serializers, "MAX_UNPACKED", 100_000)
    picture = put_picture()
    with pytest.raises(TooLarge, match="with its pictures"):
        save_draft(body="\n\n".join([f"![](media:{picture.id})"] * 900))


def test_a_scheduled_article_waits_for_its_pictures(commands, save_draft, put_picture, media, tables):
    picture = put_picture(ready=False)
    article = save_draft(image={"media": picture.id})
    plan = Schedule(publish_at=minutes(1))
    commands.schedule(article, plan, by=AZIZA, at=NOON, write_id=new_id())
    scheduled = ScheduledPublishing(commands, new_id)
    assert scheduled.process(article.id, minutes(2)) == ["waiting"]
    media.save(picture, lifecycle.accept(picture, make_renditions(picture.id)))
    assert scheduled.process(article.id, minutes(3)) == ["published"]
    assert tables.view(article.id)["published_at"] == "2025-12-18T07:01:00Z"
