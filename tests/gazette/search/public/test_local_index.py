"""The index on the disk of a function: brought up to date while it serves, and fetched again where it is damaged."""

import os
import time

import pytest

from gazette.aws.clients import client
from gazette.aws.public.objects import ObjectReader
from gazette.errors import Unavailable
from gazette.search.errors import SearchUnavailable
from gazette.search.public.indexes import Indexes
from gazette.search.public.local_index import LocalIndex
from gazette.settings import Settings
from tests.gazette.search.indexing.test_index_writer import Lab
from tests.support.search import find, list_ids, make_article

pytestmark = pytest.mark.usefixtures("search_indexes")


class CountingReader(ObjectReader):
    """`keys` are those that were read; None while S3 is out of order."""

    keys: list[str]
    fails = False

    def read(self, key, target, *, unless=None):
        if self.fails:
            raise Unavailable
        self.keys.append(key)
        return super().read(key, target, unless=unless)


@pytest.fixture
def lab(dynamodb, index_bucket, tmp_path):
    return Lab(dynamodb, index_bucket, tmp_path)


@pytest.fixture
def reader(index_bucket):
    reader = CountingReader(os.environ, index_bucket)
    reader.keys = []
    return reader


@pytest.fixture
def index(reader, tmp_path):
    return LocalIndex(reader, tmp_path / "disk", "en")


def search(index, text="water"):
    return sorted(list_ids(find(index.open(time.monotonic() + 10).searcher, text)))


def test_without_a_whole_index_there_is_no_result_but_an_error(index, lab):
    with pytest.raises(SearchUnavailable) as error:
        search(index)
    assert (error.value.status, error.value.headers["retry-after"]) == (503, "30")
    lab.publish(make_article(1, "Water"))  # a part, and no base
    with pytest.raises(SearchUnavailable):
        search(index)


def test_fetches_only_what_is_new(index, lab, reader, tmp_path):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    assert search(index) == [1]
    first = len(reader.keys)
    assert search(index) == [1]
    assert len(reader.keys) == first + 1  # the manifest, which has not changed
    lab.publish(make_article(2, "Water"))
    assert search(index) == [1, 2]
    assert len(reader.keys) == first + 3
    assert len(list((tmp_path / "disk/en/parts").iterdir())) == 2
    assert len(list((tmp_path / "disk/en/joined").iterdir())) == 1


def test_asks_for_the_manifest_every_two_seconds_at_most(index, lab, reader, monkeypatch):
    monkeypatch.setattr("gazette.search.public.local_index.CHECK_SECONDS", 1000.0)
    lab.rebuild()
    search(index)
    asked = len(reader.keys)
    search(index)
    assert len(reader.keys) == asked


def test_serves_the_index_that_it_has_while_the_store_is_out_of_order(index, lab, reader):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    search(index)
    lab.withdraw(make_article(1, "Water"))
    reader.fails = True
    assert search(index) == [1]
    reader.fails = False
    assert search(index) == []


def test_serves_the_index_that_it_has_while_it_fetches_another(index, lab, reader, monkeypatch):
    monkeypatch.setattr("gazette.search.public.local_index.WAIT_SECONDS", 0.0)
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    search(index)
    lab.publish(make_article(2, "Water"))
    found = [search(index)]
    deadline = time.monotonic() + 20
    while found[-1] != [1, 2] and time.monotonic() < deadline:
        found.append(search(index))
    assert found[0] == [1]
    assert found[-1] == [1, 2]


def test_a_part_that_arrives_damaged_is_fetched_again(index, lab, reader):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    [part] = lab.manifest.parts
    key = f"v1/en/parts/{part.name}.zip"
    bucket = os.environ["INDEX_BUCKET"]
    content = client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    client("s3").put_object(Bucket=bucket, Key=key, Body=content[:200] + b"?" * 50 + content[250:])
    with pytest.raises(SearchUnavailable):
        search(index)
    client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    assert search(index) == [1]


def test_a_part_that_was_cut_off_on_the_disk_is_fetched_again_by_another_process(index, lab, reader, tmp_path):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    assert search(index) == [1]
    for file in (tmp_path / "disk/en/parts").rglob("*.store"):
        file.unlink()
        file.write_bytes(b"")
    assert search(LocalIndex(reader, tmp_path / "disk", "en")) == [1]


class Panic(BaseException):
    """As an error of Tantivy's code reaches Python, which is no Exception."""


def test_after_a_failed_search_everything_is_fetched_again(lab, tmp_path):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    indexes = Indexes(Settings({**os.environ, "INDEX_FOLDER": str(tmp_path / "disk")}))

    def fail(_searcher):
        raise Panic

    deadline = time.monotonic() + 10
    with pytest.raises(SearchUnavailable):
        indexes.search("en", deadline, fail)
    assert not (tmp_path / "disk/en/parts").exists()
    assert list_ids(indexes.search("en", deadline, lambda searcher: find(searcher, "water"))) == [1]
    with pytest.raises(SearchUnavailable):
        indexes.search("en", deadline, lambda _: 1 / 0)
    assert (tmp_path / "disk/en/parts").exists()  # not more than once a minute


def test_a_new_process_uses_the_files_of_the_one_before(lab, reader, tmp_path):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    assert search(LocalIndex(reader, tmp_path / "disk", "en")) == [1]
    fetched = len(reader.keys)
    assert search(LocalIndex(reader, tmp_path / "disk", "en")) == [1]
    assert len(reader.keys) == fetched + 1
