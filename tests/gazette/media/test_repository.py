"""How the Media table is read for a list."""

from threading import Barrier

import boto3
import pytest

from gazette.media.repository import _THREADS, MediaRepository
from tests.gazette.media.conftest import AT

pytestmark = pytest.mark.usefixtures("media_bucket")


def test_the_uses_of_several_pictures_are_read_at_the_same_time(announce, repository, stack):
    """Each Query waits until as many are under way: one after the other, the first would wait in vain."""
    ids = [announce().id for _ in range(2 * _THREADS)]
    for number, id in enumerate(ids):
        repository.add_use(id, f"01ARTICLE{number}", AT)
    together, own = Barrier(_THREADS, timeout=10), boto3.client("dynamodb")

    def wait(**_) -> None:
        together.wait()

    own.meta.events.register("before-call.dynamodb.Query", wait)
    uses = MediaRepository(own, stack.physical("MediaTable")).list_uses_of_all(ids)
    assert uses == {id: [f"01ARTICLE{number}"] for number, id in enumerate(ids)}


def test_no_picture_has_no_uses(repository):
    assert repository.list_uses_of_all([]) == {}
