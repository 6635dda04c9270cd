"""What the build leaves, as the local server gives it."""

import re

import pytest

from cli.local.stack import ROOT
from tests.support.desk_server import build_desk

pytestmark = pytest.mark.slow

BUILT = ROOT / "web/desk"


def test_a_new_build_is_served_at_once(server):
    before = server.get("/desk").headers["etag"]
    build_desk()
    assert server.get("/desk").headers["etag"] == before
    for path in sorted(BUILT.iterdir()):
        if path.name != "files.json":
            assert server.get(f"/desk/{path.name}").status == 200, path.name


def test_no_file_has_a_name_that_the_page_cannot_serve(built):
    assert all(re.fullmatch(r"[\w.-]+", path.name) for path in BUILT.iterdir())
