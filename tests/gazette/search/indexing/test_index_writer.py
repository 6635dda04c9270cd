"""The index of a language follows its articles, whoever writes it, and in whatever order the changes come."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.aws.clients import client
from gazette.search.indexing.article_states import ArticleStates
from gazette.search.indexing.index_writer import MAX_DELTAS, IndexWriter, choose_last_parts, needs_base
from gazette.search.indexing.jobs import IndexJobs, build_compaction_job, build_rebuild_job
from gazette.search.indexing.store import IndexStore, PartMissing
from gazette.search.manifest import Part
from tests.support.search import Newsstand, find, list_ids, make_article, open_index

AT = datetime(2025, 12, 18, 7, tzinfo=UTC)


class Lab:
    """An index in an empty bucket, and the articles that it is of."""

    def __init__(self, dynamodb, bucket, folder, **sizes):
        self.stand, self.folder = Newsstand(dynamodb), folder
        self.store = IndexStore(bucket, client("s3"))
        articles = ArticleStates(dynamodb, os.environ["ARTICLES_TABLE"], os.environ["LISTINGS_TABLE"])
        self.at = AT
        self.writer = IndexWriter(self.store, articles, lambda: self.at)
        self.jobs = IndexJobs(self.store, articles, self.writer, lambda: self.at, **sizes)

    def publish(self, *articles):
        return self.writer.update("en", [self.stand.publish(article) for article in articles])

    def withdraw(self, article):
        return self.writer.update("en", [self.stand.withdraw(article)])

    def run(self, job):
        """The job after its last step."""
        while not job.ended:
            job = self.jobs.step(job)
        return job

    def rebuild(self):
        return self.run(build_rebuild_job("en"))

    @property
    def manifest(self):
        return self.store.read_manifest("en").manifest

    def find(self, text):
        return sorted(list_ids(find(open_index(self.store, self.folder), text, limit=100)))


@pytest.fixture
def lab(dynamodb, index_bucket, tmp_path):
    return Lab(dynamodb, index_bucket, tmp_path)


def test_a_published_article_is_found_and_a_withdrawn_one_is_not(lab):
    lab.publish(make_article(1, "Water"), make_article(2, "Waterfall"))
    assert lab.find("water") == [1, 2]
    lab.withdraw(make_article(1, "Water"))
    assert lab.find("water") == [2]


def test_an_update_replaces_the_text_and_the_same_event_again_changes_nothing(lab):
    lab.publish(make_article(1, "Water", "A canal."))
    lab.publish(make_article(1, "Water", "A bridge.", version=2))
    for _ in range(2):
        lab.writer.update("en", [make_article(1, "")["id"]])
        assert (lab.find("canal"), lab.find("bridge"), lab.find("water")) == ([], [1], [1])


def test_drafts_pages_and_other_languages_are_not_in_the_index(lab, dynamodb):
    lab.publish(make_article(1, "Canary", kind="page"), make_article(2, "Canary", lang="ru"))
    lab.writer.update("en", [make_article(3, "Canary")["id"]])
    dynamodb.put_item(TableName=os.environ["DRAFTS_TABLE"], Item={"id": {"S": "01"}, "part": {"S": "current"}})
    assert lab.find("canary") == []
    stored = client("s3").list_objects_v2(Bucket=os.environ["INDEX_BUCKET"])["Contents"]
    contents = [
        client("s3").get_object(Bucket=os.environ["INDEX_BUCKET"], Key=entry["Key"])["Body"].read() for entry in stored
    ]
    assert not any(b"canari" in content or b"canary" in content for content in contents)


def test_there_are_never_more_parts_than_allowed_and_nothing_is_lost(lab):
    for number in range(1, 25):
        lab.publish(make_article(number, f"Water {number}"))
        assert len(lab.manifest.deltas) <= MAX_DELTAS
    assert lab.find("water") == list(range(1, 25))


def test_a_compaction_merges_the_last_parts_and_says_what_it_wrote(lab):
    for number in range(1, 6):
        lab.publish(make_article(number, "Water"))
    lab.withdraw(make_article(2, "Water"))
    job = lab.run(build_compaction_job("en"))
    assert job.reason.endswith("bytes written")
    assert len(lab.manifest.deltas) == 1
    assert lab.find("water") == [1, 3, 4, 5]
    assert lab.run(build_compaction_job("en")).reason == "nothing to merge"


def test_a_rebuild_reads_all_articles_and_keeps_what_was_added_meanwhile(lab, monkeypatch):
    first, second, third = (make_article(number, "Water") for number in (1, 2, 3))
    lab.publish(first, second)
    assert needs_base(lab.manifest)
    job = lab.jobs._begin(build_rebuild_job("en"), "en")
    lab.publish(third)
    lab.withdraw(second)
    lab.publish({**first, "title": "Fire"})
    lab.run(job)
    assert (lab.find("water"), lab.find("fire")) == ([3], [1])
    assert not needs_base(lab.manifest)


def test_a_rebuild_in_pages_makes_one_segment(dynamodb, index_bucket, tmp_path):
    lab = Lab(dynamodb, index_bucket, tmp_path, one_page=10, page=10)
    for number in range(1, 31):
        lab.stand.publish(make_article(number, f"Water {number}"))
    steps, job = 0, build_rebuild_job("en")
    while not job.ended:
        job, steps = lab.jobs.step(job), steps + 1
    assert steps > 5
    assert job.reason.startswith("30 articles, ")
    assert open_index(lab.store, tmp_path).num_segments == 1
    assert lab.find("water") == list(range(1, 31))


def test_a_rebuild_whose_files_are_gone_begins_again(dynamodb, index_bucket, tmp_path):
    lab = Lab(dynamodb, index_bucket, tmp_path, one_page=2, page=2)
    for number in range(1, 6):
        lab.stand.publish(make_article(number, "Water"))
    job = lab.jobs.step(build_rebuild_job("en"))
    lab.store.delete_parts("en", [name for name, _ in job.state["parts"]])
    lab.run(job)
    assert lab.find("water") == [1, 2, 3, 4, 5]


def test_an_empty_language_has_an_index_without_articles(lab):
    assert lab.rebuild().status == "done"
    assert lab.find("water") == []


def test_two_writers_at_once_lose_nothing(lab, monkeypatch):
    """The second writer commits between the first one's reads and its put."""
    real, others = lab.writer._build, [make_article(2, "Water"), make_article(1, "Water two", version=2)]

    def build(lang, ids):
        built = real(lang, ids)
        if others:
            article = others.pop()
            lab.writer.update("en", [lab.stand.publish(article)])
        return built

    monkeypatch.setattr(lab.writer, "_build", build)
    lab.publish(make_article(1, "Water one"))
    assert lab.find("water") == [1, 2]
    assert (lab.find("one"), lab.find("two")) == ([], [1])


@pytest.mark.parametrize("step", ["put_part", "replace_manifest"])
def test_a_writer_that_dies_leaves_the_index_as_it_was_and_the_event_again_repairs_it(lab, monkeypatch, step):
    lab.publish(make_article(1, "Water"))
    with monkeypatch.context() as patch:
        patch.setattr(lab.store, step, die)
        with pytest.raises(KeyboardInterrupt):
            lab.publish(make_article(2, "Water"))
    assert lab.find("water") == [1]
    lab.writer.update("en", [make_article(2, "")["id"]])
    assert lab.find("water") == [1, 2]


def die(*_):
    raise KeyboardInterrupt


def test_files_that_no_manifest_names_are_deleted_after_a_day_and_not_before(lab):
    lab.publish(make_article(1, "Water"))
    lab.rebuild()
    [first] = lab.manifest.parts
    assert lab.jobs.clean("en") == 0  # the part of the publication, which no manifest names any more, is noted
    lab.rebuild()
    lab.at += timedelta(hours=1)
    assert lab.jobs.clean("en") == 0
    lab.at += timedelta(days=1)
    assert lab.jobs.clean("en") == 1
    assert lab.store.fetch_part("en", first.name, lab.folder)  # it was in use at the call before
    lab.at += timedelta(days=1)
    assert lab.jobs.clean("en") == 1
    with pytest.raises(PartMissing):
        lab.store.fetch_part("en", first.name, lab.folder)
    assert lab.find("water") == [1]


def test_a_compaction_that_began_before_a_rebuild_brings_no_former_text_back(lab, monkeypatch):
    lab.publish(make_article(1, "Water", "oldtext"))
    lab.publish(make_article(2, "Water"))
    build = lab.writer._build

    def build_slowly(lang, ids):
        built = build(lang, ids)
        monkeypatch.setattr(lab.writer, "_build", build)
        lab.publish(make_article(1, "Water", "newtext", version=2))
        state["job"] = lab.jobs._begin(build_rebuild_job("en"), "en")
        return built

    state = {}
    monkeypatch.setattr(lab.writer, "_build", build_slowly)
    lab.writer.compact("en")
    lab.run(state["job"])
    assert (lab.find("newtext"), lab.find("oldtext"), lab.find("water")) == ([1], [], [1, 2])


def test_an_article_that_cannot_be_indexed_does_not_keep_others_out(lab):
    lab.publish(make_article(1, "Water"), make_article(2, "Water", published_at="long ago"), make_article(3, "Water"))
    assert lab.find("water") == [1, 3]


EVENTS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["publish", "withdraw", "replay", "late", "compact", "rebuild"])),
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.randoms(use_true_random=False))
def test_after_any_sequence_of_changes_the_index_equals_a_rebuild(dynamodb, index_bucket, tmp_path, events, chance):
    """Changes come late, in any order, and some twice."""
    lab, pending, texts = fresh_lab(dynamodb, index_bucket, tmp_path), [], 0
    for number, event in events:
        article = make_article(number, f"Water w{texts}", f"Text t{texts} number n{number}.", version=texts + 1)
        texts += 1
        match event:
            case "publish":
                pending.append(lab.stand.publish(article))
            case "withdraw":
                pending.append(lab.stand.withdraw(article))
            case "replay":
                lab.writer.update("en", [article["id"]])
            case "compact":
                lab.run(build_compaction_job("en"))
            case "rebuild":
                lab.rebuild()
            case _:
                deliver(lab, pending, chance)
    deliver(lab, pending, chance)
    before = [lab.find(text) for text in texts_of(texts)]
    lab.rebuild()
    lab.store.replace_manifest("en", lab.store.read_manifest("en"), without_deltas(lab.manifest))
    assert before == [lab.find(text) for text in texts_of(texts)]


def fresh_lab(dynamodb, bucket, folder):
    for entry in client("s3").list_objects_v2(Bucket=bucket).get("Contents", ()):
        client("s3").delete_object(Bucket=bucket, Key=entry["Key"])
    lab = Lab(dynamodb, bucket, folder)
    for number in range(1, 6):
        lab.stand.withdraw(make_article(number, ""))
    return lab


def deliver(lab, pending, chance):
    """All events that are pending, in any order, some twice."""
    again = [*pending, *chance.sample(pending, len(pending) // 2)]
    chance.shuffle(again)
    for start in range(0, len(again), 3):
        lab.writer.update("en", again[start : start + 3])
    pending.clear()


def texts_of(count):
    return ["water", *(f"t{number}" for number in range(count)), *(f"n{number}" for number in range(1, 6))]


def without_deltas(manifest):
    return type(manifest)(manifest.sequence + 1, manifest.at, [part for part in manifest.parts if part.is_base])


def test_scores_over_parts_are_those_of_one_index(lab):
    """As long as no article was superseded."""
    chance = random.Random(5)
    words = ["water", "bridge", "metro", "canal", "rain"]
    articles = [
        make_article(number, " ".join(chance.choices(words, k=4)), " ".join(chance.choices(words, k=60)))
        for number in range(1, 41)
    ]
    for start in range(0, 40, 8):
        lab.publish(*articles[start : start + 8])
    parts = open_index(lab.store, lab.folder)
    lab.rebuild()
    whole = open_index(lab.store, lab.folder)
    assert (parts.num_segments, whole.num_segments) == (5, 1)
    for text in ("water", "metro canal", '"rain water"', "bridg"):
        over_parts, over_whole = find(parts, text, limit=40), find(whole, text, limit=40)
        assert over_parts.count == over_whole.count > 0
        assert list_ids(over_parts) == list_ids(over_whole)


def part(changes):
    return Part(name=str(changes), token="", sequence=1, documents=1, changes=changes, bytes=1, is_base=False)


@pytest.mark.parametrize(
    ("deltas", "changes", "merged"),
    [
        ([500, 1, 1], 0, [1, 1]),
        ([200, 20, 5, 2], 0, [20, 5, 2]),
        ([1, 1, 500], 1, [1, 1, 500]),
        ([3000, 500], 1, [500]),
        ([500] * 6, 500, [500] * 6),
    ],
)
def test_large_parts_are_merged_seldom(deltas, changes, merged):
    chosen = choose_last_parts([part(number) for number in deltas], changes)
    assert [one.changes for one in chosen] == merged
