"""A newsroom in one process: what staff do, the stream of published articles, the scheduler and the jobs.

It runs the commands that the functions have wired, with one clock. Each event may be interrupted at any call of it.
Refusals are part of the life of a newsroom: a refused event changes nothing.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from functions.admin.handler import front_pages
from functions.article_events import handler as article_events
from functions.article_jobs import handler as article_jobs
from functions.editorial.handler import commands as articles
from functions.media.handler import commands as media
from functions.scheduler import handler as scheduler
from functions.taxonomy import handler as taxonomy
from gazette.articles.drafts.items import parse_article
from gazette.articles.model import Article, Draft
from gazette.articles.publishing.stream_events import build_event
from gazette.articles.requests import Changes, PublishOptions, Schedule
from gazette.aws.clients import client
from gazette.dynamodb.items import deserialize
from gazette.errors import GazetteError
from gazette.jobs.model import Job
from gazette.jobs.worker import run_job
from gazette.media import lifecycle
from gazette.media.model import Focus, Media, Refusal
from gazette.media.requests import FileRequest, MediaChanges, MediaRequest
from gazette.media.rerendering import save_and_rerender
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, TagRequest
from tests.support.articles import AZIZA, NOON, Tables
from tests.support.aws import STACK, clear_tables, moto_backend
from tests.support.events import Context, http_event
from tests.support.interruptions import Interruptions
from tests.support.media import make_renditions
from tests.support.taxonomy import BY

FILE = {"name": "bridge.jpg", "type": "image/jpeg", "size": 5000}
REFUSAL = Refusal(code="damaged", reason="It cannot be read.")
ROUTES = {"category": "categories", "tag": "tags", "author": "authors"}
SMALL_STEPS = {
    "gazette.articles.rerender_job.PAGE": 2,
    "gazette.articles.rerender_job.THREADS": 1,
    "gazette.articles.publishing.related_stories.THREADS": 1,
    "gazette.dynamodb.retry.FIRST_PAUSE": 0,
}
"""Jobs in many small steps, one call after the other, and no pauses."""
MAX_SWEEPS = 60
"""Minutes after which all work has ended, each of which may do one job only a little."""

Event = tuple[str, Mapping[str, Any]]
"""The name of a method of `Newsroom`, and its parameters."""


Publications = dict[tuple[str, int], Article]


class Newsroom:
    """`articles` and `pictures` are ids; events name them by number.

    `removed` are terms that no editor has made again, each with the publications (id, version) before its removal.
    """

    def __init__(self) -> None:
        clear_tables()
        self.tables, self.now, self._ids = Tables(client("dynamodb")), NOON, 0
        self.articles: list[str] = []
        self.pictures: list[str] = []
        self.records: list[dict[str, Any]] = []
        self._undelivered: list[dict[str, Any]] = []
        self.removed: dict[tuple[str, str], Publications] = {}
        self._interruptions, self._patches = Interruptions(client("dynamodb")), pytest.MonkeyPatch()
        for name in ("gazette.times.now", "functions.articles.handler.now", "functions.article_events.handler.now"):
            self._patches.setattr(name, self._clock)
        for name, value in SMALL_STEPS.items():
            self._patches.setattr(name, value)

    def close(self) -> None:
        self._interruptions.close()
        self._patches.undo()

    def _clock(self) -> datetime:
        return self.now

    def happen(self, event: Event, call: int = 0, meanwhile: Event | None = None) -> None:
        """Let an event happen. Before its n-th call another one happens meanwhile, or its process is killed."""
        self.now += timedelta(minutes=1)
        self._interruptions.run(self._bind(event), call, self._bind(meanwhile) if meanwhile else None)
        self._take_records()

    def _bind(self, event: Event) -> Callable[[], None]:
        name, parameters = event

        def act() -> None:
            try:
                getattr(self, name)(**parameters)
            except GazetteError as error:
                if error.status >= 500:
                    raise

        return act

    def _stamp(self, by: Any = AZIZA) -> dict[str, Any]:
        return {"by": by, "at": self.now, "write_id": self._new_id()}

    def _new_id(self) -> str:
        """Ids that are the same in each run, so that a failure can be repeated."""
        self._ids += 1
        return f"01KCRA7Q00{self._ids:016}"

    # Staff

    def save_term(self, kind: Any, slug: str, names: dict[str, str], order: int, picture: int | None) -> None:
        found = taxonomy.repository.find([(kind, slug)]).get((kind, slug))
        requests: dict[str, Callable[[], Any]] = {
            "category": partial(CategoryRequest, names=names, order=order),
            "tag": partial(TagRequest, names=names),
            "author": partial(AuthorRequest, names=names, text=names, picture=self._find_picture(picture)),
        }
        version = found.version if found else None
        taxonomy.commands.save(kind, slug, requests[kind](), expected=version, **self._stamp(BY))
        self.removed.pop((kind, slug), None)

    def rename_at_once(self, kind: Any, names: dict[str, str]) -> None:
        """A term gets another name, and the job of it ends."""
        self.save_term(kind, "one", names, order=0, picture=None)
        self._run_due_jobs()

    def remove_term(self, kind: Any, slug: str, replace_with: str | None) -> None:
        query = f"replace_with={replace_with}" if replace_with else ""
        route = f"DELETE /v1/editorial/{ROUTES[kind]}/{{slug}}"
        answer = taxonomy.handler(http_event(route, params={"slug": slug}, query=query, groups=("admin",)), Context())
        assert answer["statusCode"] < 500, answer
        if answer["statusCode"] == 204:
            self.removed[kind, slug] = self.find_publications()

    def add_picture(self, texts: dict[str, str]) -> None:
        id = self._new_id()
        media.create(MediaRequest(**FILE, alt=texts, credit=texts), id=id, **self._stamp())
        self.pictures.append(id)
        self.finish_intake(len(self.pictures) - 1, accepted=True)

    def describe_picture(self, picture: int, member: str, lang: str, text: str | None) -> None:
        self._change_picture(picture, MediaChanges(**{member: {lang: text}}))

    def move_focus(self, picture: int, x: float) -> None:
        self._change_picture(picture, MediaChanges(focus=Focus(x=x)))

    def _change_picture(self, picture: int, changes: MediaChanges) -> None:
        found = self._get_picture(picture)
        media.change(found.id, changes, expected=found.version, **self._stamp())

    def replace_file(self, picture: int) -> None:
        found = self._get_picture(picture)
        media.replace(found.id, FileRequest(**FILE), expected=found.version, **self._stamp())

    def finish_intake(self, picture: int, accepted: bool, late: bool = False) -> None:
        """MediaIntake ends its work: for the last upload, or `late` for the upload before it."""
        found = self._get_picture(picture)
        number = max(1, found.upload.number - late)
        if not found.has_work:
            return
        if found.upload.status == "waiting" and not accepted:
            after = lifecycle.refuse(found, number, REFUSAL)
        else:
            after = lifecycle.accept(found, make_renditions(found.id, number, focus=found.focus))
        save_and_rerender(media.repository, article_jobs.jobs, found, after, self.now)

    def publish_article(self, article: int, silent: bool, text: dict[str, Any], credit: str | None) -> None:
        """A new article, or the next version of one."""
        fields = self._write(text, credit)
        if article >= len(self.articles):
            id = self._new_id()
            draft = articles.create(Draft(**fields), id=id, **self._stamp())
            self.articles.append(id)
        else:
            draft = articles.drafts.get(self.articles[article])
            draft = articles.change(draft, Changes(**{**fields, "lang": draft.lang}), **self._stamp())
        articles.publish(draft, PublishOptions(silent=silent), **self._stamp())

    def _write(self, text: dict[str, Any], credit: str | None) -> dict[str, Any]:
        body = [f"![](media:{id})" for id in map(self._find_picture, text["body"]) if id]
        lead = self._find_picture(text["lead"])
        return {
            **{name: text[name] for name in ("lang", "categories", "tags")},
            "authors": [{"slug": slug} for slug in text["authors"]],
            "title": "A summit",
            "body": "\n\n".join(["It opens.", *dict.fromkeys(body)]),
            "image": {"media": lead, "credit": credit} if lead else None,
        }

    def withdraw_article(self, article: int) -> None:
        if self.articles:
            articles.unpublish_latest(self._choose_article(article), **self._stamp())

    def schedule_article(self, article: int, publish: int | None, withdraw: int | None) -> None:
        if self.articles:
            draft = articles.drafts.get(self._choose_article(article))
            times = [minutes and self.now + timedelta(minutes=minutes) for minutes in (publish, withdraw)]
            articles.schedule(draft, Schedule(publish_at=times[0], unpublish_at=times[1]), **self._stamp())

    def pin(self, lang: str, numbers: list[int]) -> None:
        ids = {id: articles.drafts.get(id) for id in map(self._choose_article, numbers if self.articles else ())}
        shown = [id for id, article in ids.items() if article.lang == lang and article.published_version]
        version = front_pages.get(lang).version
        front_pages.save(lang, shown, expected=version, **self._stamp())

    def _choose_article(self, number: int) -> str:
        return self.articles[number % len(self.articles)]

    def _find_picture(self, number: int | None) -> str | None:
        return None if number is None or not self.pictures else self.pictures[number % len(self.pictures)]

    def _get_picture(self, number: int) -> Media:
        return media.repository.get(str(self._find_picture(number)))

    # What follows from it

    def _take_records(self) -> None:
        """The new records of the stream that ArticleEvents gets: those of ids, which begin with a digit."""
        items = moto_backend("dynamodb").tables[STACK.physical("ArticlesTable")].stream_shard.items
        new = [json.loads(json.dumps(item.to_json(), default=_to_text)) for item in items]
        items.clear()
        own = [record for record in new if record["dynamodb"]["Keys"]["address"]["S"][0].isdigit()]
        self.records += own
        self._undelivered += own

    def deliver(self, number: int, keep: bool) -> None:
        """ArticleEvents gets a record: any one that waits, which may come again if Lambda did not get the answer."""
        if self._undelivered:
            record = self._undelivered[number % len(self._undelivered)]
            self._process(record)
            if not keep:
                self._undelivered.remove(record)

    def deliver_again(self, number: int) -> None:
        if self.records:
            self._process(self.records[number % len(self.records)])

    def _process(self, record: dict[str, Any]) -> None:
        article_events.process_record(DynamoDBRecord(record), Context())  # type: ignore[arg-type]

    def count_announcements(self) -> int:
        """Records of the stream that make an event, each once."""
        images = [(record["dynamodb"].get("OldImage", {}), record["dynamodb"]["NewImage"]) for record in self.records]
        return sum(build_event(*map(_without_view, pair)) is not None for pair in images)

    def work(self, number: int, steps: int) -> None:
        """A worker does a few steps of a job that is due, and has no more time then."""
        if due := scheduler.jobs.list_due(self.now):
            left = iter(range(steps))
            self._run_job(due[number % len(due)], lambda: next(left, None) is not None)

    def _run_job(self, id: str, has_time: Callable[[], bool]) -> None:
        run_job(article_jobs.jobs, id, article_jobs.worker.step, clock=self._clock, has_time=has_time)

    def sweep(self, minutes: int) -> None:
        """The scheduler runs after some time."""
        self.now += timedelta(minutes=minutes)
        for id in scheduler.scheduled.list_due(self.now):
            scheduler.scheduled.process(id, self.now)

    def settle(self, jobs_first: bool) -> None:
        """All records are delivered, and the scheduler has all work done."""
        steps = [self._deliver_all, self._run_due_jobs]
        for _ in range(MAX_SWEEPS):
            self.sweep(10)
            self._take_records()
            for step in reversed(steps) if jobs_first else steps:
                step()
            if not any(job.due_at for job in self.list_jobs()):
                return
        raise AssertionError("the work does not end")

    def _deliver_all(self) -> None:
        while self._undelivered:
            self._process(self._undelivered.pop(0))

    def _run_due_jobs(self) -> None:
        for id in scheduler.jobs.list_due(self.now):
            self._run_job(id, lambda: True)

    def find_published(self) -> dict[str, Article]:
        """The published version of each published article."""
        drafts = self.tables.all("drafts")
        summaries = {item["id"]: item["summary"] for item in drafts if item["part"] == "current"}
        versions = {id: summary.get("published_version") for id, summary in summaries.items()}
        revisions = {(item["id"], item.get("version")): item for item in drafts if item["part"].startswith("revision#")}
        return {id: parse_article(revisions[id, version]) for id, version in versions.items() if version}

    def count_changes(self) -> int:
        """Publications and withdrawals."""
        return sum(item.get("action") in ("publish", "unpublish") for item in self.tables.all("drafts"))

    def find_publications(self) -> Publications:
        """All publications there have been, by (id, version)."""
        articles = [parse_article(item) for item in self.tables.all("drafts") if item.get("action") == "publish"]
        return {(article.id, article.version): article for article in articles}

    def list_jobs(self) -> list[Job]:
        return article_jobs.jobs.list_all(self.now)


def _to_text(value: object) -> str:
    """Binary values are base64 texts, as Lambda gets them."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _without_view(image: dict[str, Any]) -> dict[str, Any]:
    """Plain values; of a view only that there is one."""
    return {
        **deserialize({name: value for name, value in image.items() if "B" not in value}),
        **({"view": ""} if "view" in image else {}),
    }
