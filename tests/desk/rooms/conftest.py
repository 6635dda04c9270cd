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


def lose_first_answer(page, address):
    """The first change at an address is made, but its answer does not arrive."""
    sent = []

    def lose(route):
        if route.request.method == "PUT":
            sent.append(route.request)
        if len(sent) != 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route(address, lose)
