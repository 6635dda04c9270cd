"""The way back through a bank's history, day by day and sheet by sheet."""

from datetime import date, timedelta

from gazette.rates.ingestion.day_result import DayResult
from gazette.rates.ingestion.history_crawler import MAX_NOTES, HistoryCrawler

DAY = date(2021, 2, 16)


def sheet(asked: date, dated: date, outcome: str = "stored") -> DayResult:
    return DayResult(asked, outcome, dated)


def nothing(asked: date, reason: str = "the answer is text/html") -> DayResult:
    return DayResult(asked, "failed", reason=reason)


def asked_again(*outcomes):
    """Where the first of them is that there was nothing, it was so twice."""
    return [outcomes[0], *outcomes]


def refused(asked: date, reason: str = "'EUR' has the rate '0'") -> DayResult:
    return DayResult(asked, "rejected", reason=reason)


def walked(*outcomes) -> HistoryCrawler:
    """After outcomes, each made for the day that is asked for then."""
    walk = HistoryCrawler(DAY)
    for outcome in outcomes:
        walk = walk.record(outcome(walk.day))
    return walk


def back(days: int) -> date:
    return DAY - timedelta(days)


def test_the_day_before_a_sheets_own_date_is_next_also_where_it_was_in_force_for_a_week():
    assert walked(lambda asked: sheet(asked, asked - timedelta(7))).day == back(8)


def test_a_sheet_of_ten_days_ago_is_believed_after_three_calls_more():
    known = [lambda asked: sheet(asked, back(10), "unchanged")] * 3
    walk = walked(*known)
    assert (walk.day, walk.earliest) == (back(3), None)
    assert walked(*known, *known[:1]) == HistoryCrawler(back(11), back(10), counts={"unchanged": 4})


def test_a_sheet_in_between_shows_that_an_answer_was_old_and_its_days_are_asked_for_again():
    walk = walked(*[lambda asked: sheet(asked, back(30))] * 2, lambda asked: sheet(asked, asked))
    assert (walk.day, walk.doubted) == (DAY, None)


def test_a_walk_that_doubts_ends_a_week_later():
    walk = walked(lambda asked: sheet(asked, back(30)))
    assert (walk.day, walk.has_passed(DAY), walk.has_passed(back(-6)), walk.has_passed(back(-7))) == (
        back(1),
        False,
        False,
        True,
    )
    assert walked(lambda asked: sheet(asked, asked)).has_passed(DAY)


def test_known_sheets_are_stepped_over_too():
    walk = walked(lambda asked: sheet(asked, asked, "unchanged"), lambda asked: sheet(asked, asked, "corrected"))
    assert (walk.day, walk.earliest) == (back(2), back(1))
    assert walk.counts == {"unchanged": 1, "corrected": 1}


def test_a_refused_sheet_is_noted_and_the_day_before_is_next():
    walk = walked(refused)
    assert walk.day == back(1)
    assert walk.notes == (
        {"first": "2021-02-16", "last": "2021-02-16", "outcome": "rejected", "reason": "'EUR' has the rate '0'"},
    )


def test_days_without_a_sheet_are_a_gap_once_an_earlier_sheet_is_found():
    walk = walked(*asked_again(nothing, nothing))
    assert (walk.missing_days, walk.notes, walk.counts) == (2, (), {})
    walk = walk.record(sheet(walk.day, walk.day))
    assert (walk.missing_days, walk.counts) == (0, {"failed": 2, "stored": 1})
    assert walk.notes == (
        {"first": "2021-02-15", "last": "2021-02-16", "outcome": "failed", "reason": "the answer is text/html"},
    )


def test_the_first_day_without_a_sheet_is_postponed_once_and_those_after_it_are_not():
    first = walked(nothing)
    assert (first.day, first.postponed, first.missing) == (DAY, True, ())
    assert (first.record_silence().postponed, first.record(sheet(DAY, DAY))) == (
        True,
        walked(lambda asked: sheet(asked, asked)),
    )
    second = first.record(nothing(DAY))
    assert (second.day, second.postponed, second.missing_days) == (back(1), False, 1)
    assert second.record(nothing(back(1))).day == back(2)


def test_days_without_a_sheet_are_a_gap_also_before_one_that_is_refused():
    walk = walked(*asked_again(nothing, refused))
    assert [note["outcome"] for note in walk.notes] == ["failed", "rejected"]


def test_days_are_noted_together_only_where_they_follow_one_another_for_one_reason():
    def dated(asked):
        return sheet(asked, asked)

    another = lambda asked: refused(asked, "another")  # noqa: E731
    walk = walked(refused, refused, dated, refused, another, *asked_again(nothing)).skip_gap()
    assert [(note["first"], note["last"]) for note in walk.notes] == [
        ("2021-02-15", "2021-02-16"),
        ("2021-02-13", "2021-02-13"),
        ("2021-02-12", "2021-02-12"),
        ("2021-02-11", "2021-02-11"),
    ]


def test_a_sheet_that_lost_many_currencies_of_the_one_found_after_it_is_noted():
    lost_currencies = {"date": "2021-02-17", "reason": "has only 2 of the 10 currencies of 2021-02-16"}
    walk = walked(lambda asked: DayResult(asked, "stored", asked, lost_currencies=lost_currencies))
    assert (walk.day, walk.counts) == (back(1), {"stored": 1})
    assert walk.notes == (
        {"first": "2021-02-17", "last": "2021-02-17", "outcome": "doubtful", "reason": lost_currencies["reason"]},
    )


def test_days_without_a_sheet_can_be_taken_back():
    walk = walked(refused, *asked_again(nothing, nothing, nothing))
    before = walk.return_before_gap()
    assert before == walked(refused)


def test_silence_moves_nothing_and_is_forgotten_with_the_next_sheet():
    walk = HistoryCrawler(DAY).record_silence().record_silence()
    assert (walk.day, walk.silences) == (DAY, 2)
    assert walk.record(sheet(DAY, DAY)).silences == 0


def test_notes_have_an_end_and_what_finds_no_room_is_counted():
    walk = HistoryCrawler(DAY)
    for number in range(MAX_NOTES + 20):
        walk = walk.record(refused(walk.day, f"reason {number}"))
    assert len(walk.notes) == MAX_NOTES
    assert walk.notes[-1]["reason"] == f"reason {MAX_NOTES - 1}"
    assert walk.unnoted == 20
    assert walk.counts == {"rejected": MAX_NOTES + 20}


def test_a_walk_survives_being_kept():
    walk = walked(refused, *asked_again(nothing), lambda asked: sheet(asked, asked), nothing).record_silence()
    assert HistoryCrawler.from_state(walk.to_state()) == walk
    assert HistoryCrawler.from_state(HistoryCrawler(DAY).to_state()) == HistoryCrawler(DAY)
    of_before = {
        name: value for name, value in HistoryCrawler(DAY).to_state().items() if name not in ("postponed", "doubted")
    }
    assert HistoryCrawler.from_state(of_before) == HistoryCrawler(DAY), "a job that an earlier release began goes on"
    doubting = walked(lambda asked: sheet(asked, back(30)))
    assert HistoryCrawler.from_state(doubting.to_state()) == doubting
