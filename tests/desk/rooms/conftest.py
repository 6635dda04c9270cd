"""The screens of the desk beside articles."""

import pytest

from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def server_with_rates(server_with_samples):
    """One of the rates of its samples is held, against the sheet before."""
    eventually(lambda: has_held_rate(server_with_samples))
    return server_with_samples


def has_held_rate(server):
    sheet = server.get("/v1/rates?source=cbu").json
    return any(rate.get("held") for rate in sheet.get("rates", []))
