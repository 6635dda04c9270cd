"""The model of a subscriber's profile."""

from gazette.subscriptions.model import Profile


def test_a_printed_profile_shows_no_address():
    assert "reader@" not in repr(Profile("s", email="reader@example.org"))
