"""Checks each record of a file that belongs to no article, and notes what it defines and what it names."""

from __future__ import annotations

from pathlib import Path

from cli.moving import record_rules
from cli.moving.files import FileWrong, check_file
from cli.moving.importing.scratch import Scratch
from cli.moving.records import (
    AddressRecord,
    ArticleRecord,
    ChangeRecord,
    FrontRecord,
    PictureRecord,
    Record,
    RedirectRecord,
    SitemapRecord,
    StoryRecord,
    TermRecord,
    UseRecord,
)
from cli.moving.stack import Stack
from cli.redirects.old_paths import OldPaths


class RecordChecks:
    """Without a `folder` the files of pictures are not looked at."""

    def __init__(self, stack: Stack, scratch: Scratch, folder: Path | None) -> None:
        self._languages, self._scratch, self._folder = stack.languages, scratch, folder
        self._old_paths = OldPaths(stack.languages)

    def check(self, number: int, record: Record) -> list[str]:
        """The errors of the record of a line."""
        match record:
            case PictureRecord():
                return self._check_picture(number, record)
            case UseRecord():
                self._scratch.link(number, "picture", record.picture, f"there is no picture {record.picture}")
                self._scratch.add_use(record.picture, record.by)
            case TermRecord():
                return self._check_term(number, record)
            case ArticleRecord():
                return self._scratch.define("article", record.id, number)
            case AddressRecord():
                return self._check_address(number, record)
            case RedirectRecord():
                return self._check_redirect(number, record)
            case StoryRecord():
                self._scratch.add_story(record.id, record.version)
                return self._scratch.define("story", record.id, number)
            case FrontRecord():
                return self._check_front(number, record)
            case SitemapRecord() | ChangeRecord():
                return self._check_language(record.lang)
        return []

    def _check_picture(self, number: int, record: PictureRecord) -> list[str]:
        errors = [*record_rules.check_picture(record, with_files=self._folder is not None)]
        errors += self._scratch.define("picture", record.id, number)
        if record.picture.renditions:
            self._scratch.define("ready picture", record.id, number)
        if self._folder is None or errors:
            return errors
        for file in record.files:
            try:
                check_file(self._folder, file.path, file.model_dump())
            except (FileWrong, OSError) as error:
                errors.append(str(error))
        return errors

    def _check_term(self, number: int, record: TermRecord) -> list[str]:
        name = f"{record.kind}/{record.slug}"
        if record.merged_into:
            target = f"{record.kind}/{record.merged_into}"
            described = f"there is no {record.kind} {record.merged_into} that was not merged itself"
            self._scratch.link(number, "unmerged term", target, described)
        else:
            self._scratch.define("unmerged term", name, number)
        if record.picture:
            self._scratch.link_picture(number, record.picture)
            self._scratch.add_use(record.picture, f"author/{record.slug}")
        return [*record_rules.check_term(record), *self._scratch.define("term", name, number)]

    def _check_address(self, number: int, record: AddressRecord) -> list[str]:
        if record.moved_to:
            self._scratch.link(number, "target", record.moved_to, f"there is no article {record.moved_to}")
        if record.withdrawn:
            self._scratch.define("target", record.withdrawn.id, number)
        return [
            *record_rules.check_address(record, self._languages),
            *self._scratch.define("address", record.address, number),
        ]

    def _check_redirect(self, number: int, record: RedirectRecord) -> list[str]:
        self._scratch.link(number, "target", record.article, f"there is no article {record.article}")
        errors = self._scratch.define("redirect", record.path, number)
        try:
            if self._old_paths.parse(record.path) != record.path:
                errors.append(f"{record.path!r} is not in the form in which Gazette stores it")
        except ValueError as error:
            errors.append(str(error))
        return errors

    def _check_front(self, number: int, record: FrontRecord) -> list[str]:
        for pin in record.pins:
            described = f"the pinned article {pin.article} is not published in {record.lang}"
            self._scratch.link(number, f"published in {record.lang}", pin.article, described)
        ids = [pin.article for pin in record.pins]
        twice = [f"the article {id} is pinned twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
        return [*twice, *self._check_language(record.lang), *self._scratch.define("front", record.lang, number)]

    def _check_language(self, lang: str) -> list[str]:
        known = self._languages
        return [] if lang in known else [f"the languages of this site are {', '.join(known)}, not {lang!r}"]
