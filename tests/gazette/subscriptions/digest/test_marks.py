"""A mark belongs to the sender that claimed it: a late outcome of another claim changes nothing."""

import pytest

from functions.sender import handler as sender
from gazette.subscriptions.digest.marks import Marks
from gazette.subscriptions.repository import SubscriberRepository
from tests.support.newsletter import ISSUE
from tests.support.subscribers import TABLE, read_parts


@pytest.fixture
def marks(newsletter):
    """The marks of an issue. A reader was claimed, erased, and claimed again by another sender after coming back."""
    marks, subscribers = Marks(sender.dynamodb, TABLE, ISSUE), SubscriberRepository(TABLE, sender.dynamodb)
    for claim in ("former", "present"):
        newsletter.forget("abc")
        newsletter.subscribe("abc")
        assert marks.claim(subscribers.get_profile("abc"), claim, newsletter.clock.at)
    return marks


@pytest.mark.parametrize("late", [lambda marks, *who: marks.finish(*who, "sent", "id"), Marks.release])
def test_what_comes_late_for_a_former_claim_leaves_the_present_one(marks, late):
    [before] = read_parts("mark/")
    late(marks, "abc", "former")
    assert read_parts("mark/") == [before]


def test_an_outcome_makes_no_mark_for_a_reader_who_was_erased(marks, newsletter):
    newsletter.forget("abc")
    marks.finish("abc", "present", "sent", "id")
    assert read_parts("mark/") == []


def test_the_sender_that_has_the_claim_stores_the_outcome_or_gives_the_claim_back(marks, newsletter):
    marks.finish("abc", "present", "sent", "id")
    assert newsletter.marks() == {"abc": "sent"}
    marks.release("abc", "present")
    assert newsletter.marks() == {}
