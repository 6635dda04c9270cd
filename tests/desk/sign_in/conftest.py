"""A browser whose desk is the sign-in alone: the page, its policy and the sign-in page are those of the server."""

import pytest

from tests.support.desk_bundle import bundle, replace_script


@pytest.fixture
def device(contexts, built):
    context = contexts.open()
    replace_script(context, bundle("tests/pages/session.ts"))
    return context
