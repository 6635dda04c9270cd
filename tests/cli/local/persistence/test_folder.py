"""The data folder: who may open it, and what is one clear line."""

import sqlite3
import stat
import subprocess
import sys

import pytest

from cli.local.persistence.folder import DataUnusable, open_database
from cli.local.stack import ROOT

DATABASE = "gazette.sqlite"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def refusal(folder, **options):
    with pytest.raises(DataUnusable) as refused:
        open_database(folder, **options)
    assert "\n" not in str(refused.value)
    assert str(folder) in str(refused.value)
    return str(refused.value)


def test_only_its_owner_may_read_it(folder):
    database = open_database(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    database.close()


def test_one_server_at_a_time_uses_it(folder):
    first = open_database(folder)
    assert "used by another local server" in refusal(folder)
    assert "used by another local server" in refusal(folder, fresh=True)
    first.close()
    open_database(folder).close()


@pytest.mark.parametrize("damage", [b"no database at all, " * 99, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_refused_until_it_is_deleted(folder, damage):
    folder.mkdir()
    (folder / DATABASE).write_bytes(damage)
    assert "damaged; --fresh (`make dev FRESH=1`)" in refusal(folder)
    open_database(folder, fresh=True).close()
    open_database(folder).close()


def test_a_database_with_damaged_pages_is_refused(folder):
    database = open_database(folder)
    for key in range(500):
        database.execute("INSERT INTO records VALUES ('item', ?, '{}', NULL)", (f"{key:0900}",))
    database.close()
    with (folder / DATABASE).open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xff" * 4096 * 20)
    assert "damaged" in refusal(folder)


def test_a_cut_off_database_is_refused(folder):
    database = open_database(folder)
    for key in range(500):
        database.execute("INSERT INTO records VALUES ('item', ?, '{}', NULL)", (f"{key:0900}",))
    database.close()
    with (folder / DATABASE).open("r+b") as file:
        file.truncate(4096 * 20)
    assert "damaged" in refusal(folder)


def test_an_end_of_the_server_leaves_one_file(folder):
    database = open_database(folder)
    database.execute("INSERT INTO records VALUES ('item', 'a', '{}', NULL)")
    database.execute("BEGIN")
    database.execute("INSERT INTO records VALUES ('item', 'b', '{}', NULL)")
    database.close()
    assert [file.name for file in folder.iterdir()] == [DATABASE]
    again = open_database(folder)
    assert again.execute("SELECT key FROM records WHERE kind = 'item'").fetchall() == [("a",)]
    again.close()


def test_the_log_of_a_killed_server_is_needed(folder):
    """SQLite takes a database without its log for an older one, and says nothing."""
    script = "import os, sys; from pathlib import Path; from cli.local.persistence.folder import open_database\n"
    script += "open_database(Path(sys.argv[1])).execute(\"INSERT INTO records VALUES ('item', 'a', '{}', NULL)\")\n"
    script += "os._exit(1)"
    for missing in (False, True):
        subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=False)
        if missing:
            (folder / f"{DATABASE}-wal").unlink()
            assert "damaged" in refusal(folder)
        else:
            database = open_database(folder)
            assert database.execute("SELECT count(*) FROM records WHERE kind = 'item'").fetchone() == (1,)
            database.execute("DELETE FROM records WHERE kind = 'item'")
            database.close()


def test_an_empty_database_is_refused(folder):
    open_database(folder).close()
    (folder / DATABASE).write_bytes(b"")
    assert "damaged" in refusal(folder)


def test_a_database_of_another_version_is_refused(folder):
    database = open_database(folder)
    database.execute("PRAGMA user_version = 99")
    database.close()
    assert "another version of Gazette; --fresh" in refusal(folder)


def test_a_database_of_another_program_is_refused(folder):
    folder.mkdir()
    foreign = sqlite3.connect(folder / DATABASE)
    foreign.execute("CREATE TABLE theirs (id)")
    foreign.close()
    assert "damaged" in refusal(folder)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_file_in_place_of_the_folder_stays(folder, fresh):
    folder.write_text("mine")
    assert "no data folder" in refusal(folder, fresh=fresh)
    assert folder.read_text() == "mine"


def test_a_folder_in_place_of_the_database_is_refused(folder):
    (folder / DATABASE).mkdir(parents=True)
    assert "no data folder" in refusal(folder)


def test_a_new_start_deletes_no_other_files(folder):
    open_database(folder).close()
    (folder / "notes.txt").write_text("mine")
    open_database(folder, fresh=True).close()
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    refusal(tmp_path / "file" / "data")


def test_a_full_disk_is_refused_as_unwritable(folder, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.open", full)
    assert "cannot be written (No space left on device)" in refusal(folder)
