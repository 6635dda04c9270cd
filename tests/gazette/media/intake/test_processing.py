"""What becomes of uploads, in whatever order their events come."""

import io

import boto3
import pytest
from PIL import Image

from gazette.media import lifecycle
from gazette.media.model import Focus
from gazette.media.requests import FileRequest, MediaChanges
from tests.gazette.media.conftest import AZIZA
from tests.support import pictures

FILE = FileRequest(name="new.png", type="image/png", size=900)


@pytest.fixture
def shown(announce, send, processing, repository):
    """A picture that readers see."""
    media = announce()
    send(media, pictures.photo(2000, 1000))
    assert processing.process(media.id) == ["ready"]
    return repository.get(media.id)


@pytest.fixture
def change(repository, clock):
    def change(media, function, *arguments):
        after = function(media, *arguments, by=AZIZA, at=clock())
        repository.save(media, after)
        return after

    return change


def test_an_upload_becomes_files_that_readers_see(shown, list_files, files):
    image = shown.renditions
    assert (shown.status, shown.due_at, image.width, image.height) == ("ready", None, 2000, 1000)
    assert [(file.width, file.height) for file in image.sources] == [(480, 240), (960, 480), (1600, 800)]
    assert [(file.width, file.height) for file in image.crops] == [(320, 213), (640, 427), (1280, 853)]
    paths = [*(file.path for file in (*image.sources, *image.crops)), image.share.path]
    assert sorted(list_files(f"media/{shown.id}/")) == sorted(path.removeprefix("/") for path in paths)


def test_files_are_cached_for_ever_and_have_their_type(shown, media_bucket):
    for path, kind in ((shown.renditions.sources[0].path, "image/webp"), (shown.renditions.share.path, "image/jpeg")):
        file = boto3.client("s3").get_object(Bucket=media_bucket, Key=path.removeprefix("/"))
        assert file["ContentType"] == kind
        assert file["CacheControl"] == "public, max-age=31536000, immutable"
        assert Image.open(io.BytesIO(file["Body"].read())).format == kind.removeprefix("image/").upper()


def test_an_event_that_comes_twice_changes_nothing(shown, processing, repository, list_files):
    before = list_files()
    assert processing.process(shown.id) == []
    assert (repository.get(shown.id), list_files()) == (shown, before)


def test_what_is_no_picture_is_refused_with_a_reason(announce, send, processing, repository, list_files):
    media = announce()
    send(media, pictures.drawing())
    assert processing.process(media.id) == ["refused"]
    stored = repository.get(media.id)
    assert (stored.status, stored.upload.refusal.code, stored.due_at) == ("refused", "type", None)
    assert list_files() == []


def test_a_file_that_never_arrives_is_refused_after_a_quarter_of_an_hour(announce, processing, repository, clock):
    media = announce()
    assert processing.process(media.id) == ["waiting"]
    assert repository.list_due(clock()) == []
    clock.advance(minutes=15)
    assert repository.list_due(clock()) == [media.id]
    assert processing.process(media.id) == ["refused"]
    assert repository.get(media.id).upload.refusal.code == "missing"


def test_a_file_whose_event_was_lost_is_found_by_the_scheduler(announce, send, processing, repository, clock):
    media = announce()
    send(media, pictures.photo())
    clock.advance(minutes=15)
    assert repository.list_due(clock()) == [media.id]
    assert processing.process(media.id) == ["ready"]


def test_a_run_that_was_killed_is_repeated_and_given_up_after_three(
    announce, send, processing, repository, clock, monkeypatch
):
    media = announce()
    send(media, pictures.photo())

    def be_killed(content):
        raise SystemExit

    monkeypatch.setattr("gazette.media.intake.processing.decode", be_killed)
    for _ in range(lifecycle.MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            processing.process(media.id)
        assert processing.process(media.id) == ["busy"], "the lease of the run that was killed"
        clock.advance(minutes=3)
        assert repository.list_due(clock()) == [media.id]
    assert processing.process(media.id) == ["refused"]
    assert repository.get(media.id).upload.refusal.code == "failed"


def test_readers_keep_the_picture_while_its_replacement_waits_or_is_refused(
    shown, change, send, processing, repository
):
    waiting = change(shown, lifecycle.replace, FILE)
    assert (waiting.status, waiting.renditions) == ("ready", shown.renditions)
    send(waiting, b"no picture")
    assert processing.process(shown.id) == ["refused"]
    stored = repository.get(shown.id)
    assert (stored.status, stored.upload.status, stored.renditions) == ("ready", "refused", shown.renditions)


def test_a_replacement_gets_files_of_its_own(shown, change, send, processing, repository):
    send(change(shown, lifecycle.replace, FILE), pictures.transparent())
    assert processing.process(shown.id) == ["ready"]
    image = repository.get(shown.id).renditions
    assert (image.upload, image.width, image.height) == (2, 300, 300)
    assert {file.path for file in image.sources} & {file.path for file in shown.renditions.sources} == set()


def test_a_late_file_of_an_upload_that_was_replaced_is_ignored(shown, change, send, processing, repository):
    replaced = change(shown, lifecycle.replace, FILE)
    again = change(replaced, lifecycle.replace, FILE)
    send(again, pictures.photo(90, 60), upload=2)
    assert processing.process(shown.id) == ["waiting"]
    send(again, pictures.photo(60, 40), upload=3)
    assert processing.process(shown.id) == ["ready"]
    assert repository.get(shown.id).renditions.width == 60


def test_a_moved_focus_makes_new_crops_and_keeps_the_whole_picture(shown, change, processing, repository, list_files):
    moved = change(shown, lifecycle.merge, MediaChanges(focus=Focus(x=0.1, y=0.5)))
    assert repository.list_due(lifecycle.parse_timestamp(moved.due_at)) == [shown.id]
    assert processing.process(shown.id) == ["ready"]
    image = repository.get(shown.id).renditions
    assert image.sources == shown.renditions.sources
    assert image.share.path != shown.renditions.share.path
    assert {file.path for file in image.crops} & {file.path for file in shown.renditions.crops} == set()
    assert len(list_files(f"media/{shown.id}/")) == 3 + 2 * 4


def test_a_focus_that_is_moved_while_files_are_made_is_not_lost(announce, send, processing, repository, monkeypatch):
    from gazette.media.intake import processing as module

    media = announce()
    send(media, pictures.photo())
    decode, moves = module.decode, [Focus(x=0.9, y=0.5), Focus(x=0.2, y=0.5)]

    def decode_while_somebody_edits(content):
        if moves:
            current = repository.get(media.id)
            changes = MediaChanges(focus=moves.pop(), alt={"en": "A bridge"})
            repository.save(current, lifecycle.merge(current, changes, by=AZIZA, at=processing._clock()))
        return decode(content)

    monkeypatch.setattr(module, "decode", decode_while_somebody_edits)
    assert processing.process(media.id) == ["ready", "ready", "ready"]
    stored = repository.get(media.id)
    assert stored.renditions.focus == stored.focus == Focus(x=0.9, y=0.5)
    assert (stored.alt, stored.due_at) == ({"en": "A bridge"}, None)


def test_another_file_of_the_same_form_changes_nothing_that_was_accepted(
    shown, change, send, processing, repository, media_bucket
):
    """A form may be sent again for ten minutes: crops of a moved focus are those of the accepted file."""
    send(shown, pictures.save(Image.new("RGB", (2000, 1000), "black")))
    assert processing.process(shown.id) == []
    change(shown, lifecycle.merge, MediaChanges(focus=Focus(x=0.0, y=0.0)))
    assert processing.process(shown.id) == ["ready"]
    crop = repository.get(shown.id).renditions.crops[0].path.removeprefix("/")
    content = boto3.client("s3").get_object(Bucket=media_bucket, Key=crop)["Body"].read()
    assert max(Image.open(io.BytesIO(content)).getpixel((5, 5))) > 200


def test_two_files_of_one_form_have_addresses_of_their_own(announce, send, processing, repository, monkeypatch):
    media = announce()
    send(media, pictures.photo(90, 60))

    def be_killed(*_):
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(processing._files, "keep_accepted", be_killed)
        with pytest.raises(SystemExit):
            processing.process(media.id)
    processing._clock.advance(minutes=3)
    send(media, pictures.photo(60, 40))
    assert processing.process(media.id) == ["ready"]
    image = repository.get(media.id).renditions
    assert (image.width, image.sources[0].width) == (60, 60)


def test_a_deleted_picture_loses_all_its_files(shown, processing, repository, list_files, clock):
    repository.add_use(shown.id, "01ARTICLE", clock())
    repository.delete(repository.get(shown.id), clock())
    assert repository.list_due(clock()) == [shown.id]
    assert processing.process(shown.id) == ["deleted"]
    assert list_files("") == []
    assert repository.list_uses(shown.id) == []
    assert processing.process(shown.id) == []
