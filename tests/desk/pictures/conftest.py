"""The library of pictures, as an editor has it, and as the API tells of it."""

import pytest

from tests.desk.conftest import EDITOR


@pytest.fixture
def page(open_desk):
    """The library."""
    return open_desk(EDITOR, "#/pictures")


@pytest.fixture
def list_pictures(colleague):
    def list_pictures(status="ready"):
        return colleague.get(f"media?status={status}&limit=100")["items"]

    return list_pictures


@pytest.fixture
def find_picture(list_pictures):
    """The only picture with a file's name."""

    def find_picture(name):
        [found] = [picture for picture in list_pictures() if picture["file"]["name"] == name]
        return found

    return find_picture


@pytest.fixture
def change_picture(colleague):
    """A change of somebody else."""
    return lambda picture, **changes: colleague.send("PATCH", f"media/{picture['id']}", changes, picture["version"])
