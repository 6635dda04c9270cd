"""An export and an import that are killed at each of their calls of AWS, and continued."""

import shutil
from contextlib import suppress

import pytest

from cli.moving.exporting.state import State
from tests.support.crash_injection import Killed
from tests.support.moving import empty_stack, read_files, read_tables


class Death:
    """Ends everything before the n-th call of AWS: all later calls of the same run, also those of other threads, end
    too. With n = 0 it only counts."""

    def __init__(self, *clients):
        self.clients = clients
        self.calls, self.fatal = 0, 0
        for client in clients:
            client.meta.events.register("before-call", self.before_call)

    def close(self):
        for client in self.clients:
            client.meta.events.unregister("before-call", self.before_call)

    def before_call(self, **_):
        self.calls += 1
        if self.fatal and self.calls >= self.fatal:
            raise Killed

    def run(self, action, fatal=0):
        self.calls, self.fatal = 0, fatal
        with suppress(Killed):
            action()
        self.fatal = 0
        return self.calls


@pytest.fixture
def death(moving):
    death = Death(moving.stack.dynamodb, moving.stack.s3)
    yield death
    death.close()


@pytest.mark.slow
def test_a_killed_import_is_continued_to_the_same_tables(small_site, moving, tables, death):
    before, files = read_tables(tables), read_files(moving.stack.s3, moving.stack.bucket)
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    calls = death.run(moving.run)
    assert calls > 50
    for fatal in range(1, calls + 1):
        empty_stack(moving.stack.s3, moving.stack.bucket)
        death.run(moving.run, fatal)
        moving.run()
        assert moving.errors == [], fatal
        assert read_tables(tables) == before, fatal
        assert read_files(moving.stack.s3, moving.stack.bucket) == files


def forget_export(moving):
    shutil.rmtree(moving.folder)
    moving.folder.mkdir()


@pytest.mark.slow
def test_a_killed_export_is_continued_to_the_same_file(small_site, moving, death):
    calls = death.run(moving.export)
    expected = moving.file.read_bytes()
    for fatal in range(1, calls + 1):
        forget_export(moving)
        death.run(moving.export, fatal)
        assert not moving.file.exists()
        moving.export()
        assert moving.file.read_bytes() == expected, fatal
    assert sorted(path.name for path in moving.folder.iterdir()) == ["files", "gazette.ndjson"]


def test_what_an_export_wrote_and_did_not_note_is_written_again_once(small_site, moving, monkeypatch):
    moving.export()
    expected, commit, left = moving.file.read_bytes(), State.commit, [0]

    def count_down(state, **facts):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        commit(state, **facts)

    monkeypatch.setattr(State, "commit", count_down)
    fatal, was_killed = 0, True
    while was_killed:
        fatal += 1
        forget_export(moving)
        left[0], was_killed = fatal, False
        try:
            moving.export()
        except Killed:
            was_killed = True
            moving.export()
        assert moving.file.read_bytes() == expected, fatal
    assert fatal > 10


def test_files_of_pictures_that_are_there_no_more_are_deleted(small_site, moving, media):
    moving.export()
    other = moving.folder / "files" / "media" / "01KCRA7Q00GAZETTE000000000" / "1-0123456789ab" / "480.webp"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"RIFF\0\0\0\0WEBP")
    before = sorted(path for path in moving.folder.rglob("*") if path.is_file() and path != other)
    moving.export()
    assert sorted(path for path in moving.folder.rglob("*") if path.is_file()) == before


def test_a_state_that_a_killed_export_could_not_delete_is_ignored(small_site, moving, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(State, "remove", lambda state: None)
        moving.export()
    expected = moving.file.read_bytes()
    moving.export()
    assert moving.file.read_bytes() == expected
    assert sorted(path.name for path in moving.folder.iterdir()) == ["files", "gazette.ndjson"]


def test_files_that_were_copied_are_not_copied_again(small_site, moving, monkeypatch):
    moving.export()
    damaged, *whole = sorted(path for path in moving.folder.rglob("files/**/*") if path.is_file())
    before = {path: path.stat().st_mtime_ns for path in whole}
    content = damaged.read_bytes()
    damaged.write_bytes(content[::-1])
    moving.export()
    assert damaged.read_bytes() == content
    assert {path: path.stat().st_mtime_ns for path in whole} == before
