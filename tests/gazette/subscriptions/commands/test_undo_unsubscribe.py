"""An undo restores what was left, and rolls back nothing that was confirmed later."""

from tests.support.subscribers import read_parts


def read_segments():
    return [item["segment"][:-3] for item in read_parts("list/")]


def test_an_undo_keeps_the_language_and_the_lists_of_a_later_confirmation(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"], lang="en")
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily, "action=all")
    reader.sign_up(lists=["daily", "breaking"], lang="ru", email="READER@example.org")
    reader.deliver()
    reader.email = "READER@example.org"
    reader.confirm()
    assert reader.post_unsubscribe(daily, "action=undo")["statusCode"] == 200
    assert read_segments() == ["breaking/ru", "daily/ru", "weekly/en"]
    [profile] = read_parts("profile")
    assert (profile["lang"], profile["email"]) == ("ru", "READER@example.org")


def test_a_mail_that_was_sent_before_an_undo_can_still_be_confirmed(reader):
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    reader.post_unsubscribe(daily, "action=undo")
    assert reader.confirm()["statusCode"] == 200
    assert read_segments() == ["daily/en", "weekly/en"]


def test_a_signup_that_waits_survives_an_undo(reader):
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily)
    reader.sign_up(lists=["weekly"])
    reader.post_unsubscribe(daily, "action=undo")
    reader.deliver()
    reader.confirm()
    assert read_segments() == ["daily/en", "weekly/en"]


def test_a_repeated_undo_of_other_lists_than_the_links_own_gets_the_same_answer(reader):
    [daily, weekly] = reader.subscribe(lists=["daily", "weekly"])
    reader.post_unsubscribe(daily)
    reader.clock.forward(minutes=16)
    reader.post_unsubscribe(daily, "action=all")
    assert [reader.post_unsubscribe(daily, "action=undo")["statusCode"] for _ in range(2)] == [200, 200]
    assert read_segments() == ["weekly/en"]
    reader.post_unsubscribe(weekly)
    assert reader.post_unsubscribe(daily, "action=undo")["statusCode"] == 410
    assert "email" not in str(read_parts("undo/daily"))
