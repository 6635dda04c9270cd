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


def crawl(*outcomes) -> HistoryCrawler:
    """A crawler after outcomes, each made for the day that it asks for."""
    crawler = HistoryCrawler(DAY)
    for outcome in outcomes:
        crawler = crawler.record(outcome(crawler.day))
    return crawler


def back(days: int) -> date:
    return DAY - timedelta(days)


def test_the_day_before_a_sheets_own_date_is_next_also_where_it_was_in_force_for_a_week():
    assert crawl(lambda asked: sheet(asked, asked - timedelta(7))).day == back(8)


def test_a_sheet_of_ten_days_ago_is_believed_after_three_calls_more():
    known = [lambda asked: sheet(asked, back(10), "unchanged")] * 3
    crawler = crawl(*known)
    assert (crawler.day, crawler.earliest) == (back(3), None)
    assert crawl(*known, *known[:1]) == HistoryCrawler(back(11), back(10), counts={"unchanged": 4})


def test_a_sheet_in_between_shows_that_an_answer_was_old_and_its_days_are_asked_for_again():
    crawler = crawl(*[lambda asked: sheet(asked, back(30))] * 2, lambda asked: sheet(asked, asked))
    assert (crawler.day, crawler.doubted) == (DAY, None)


def test_a_crawler_that_doubts_ends_a_week_later():
    crawler = crawl(lambda asked: sheet(asked, back(30)))
    assert (crawler.day, crawler.has_passed(DAY), crawler.has_passed(back(-6)), crawler.has_passed(back(-7))) == (
        back(1),
        False,
        False,
        True,
    )
    assert crawl(lambda asked: sheet(asked, asked)).has_passed(DAY)


def test_known_sheets_are_stepped_over_too():
    crawler = crawl(lambda asked: sheet(asked, asked, "unchanged"), lambda asked: sheet(asked, asked, "corrected"))
    assert (crawler.day, crawler.earliest) == (back(2), back(1))
    assert crawler.counts == {"unchanged": 1, "corrected": 1}


def test_a_refused_sheet_is_noted_and_the_day_before_is_next():
    crawler = crawl(refused)
    assert crawler.day == back(1)
    assert crawler.notes == (
        {"first": "2021-02-16", "last": "2021-02-16", "outcome": "rejected", "reason": "'EUR' has the rate '0'"},
    )


def test_days_without_a_sheet_are_a_gap_once_an_earlier_sheet_is_found():
    crawler = crawl(*asked_again(nothing, nothing))
    assert (crawler.missing_days, crawler.notes, crawler.counts) == (2, (), {})
    crawler = crawler.record(sheet(crawler.day, crawler.day))
    assert (crawler.missing_days, crawler.counts) == (0, {"failed": 2, "stored": 1})
    assert crawler.notes == (
        {"first": "2021-02-15", "last": "2021-02-16", "outcome": "failed", "reason": "the answer is text/html"},
    )


def test_the_first_day_without_a_sheet_is_postponed_once_and_those_after_it_are_not():
    first = crawl(nothing)
    assert (first.day, first.postponed, first.missing) == (DAY, True, ())
    assert (first.record_silence().postponed, first.record(sheet(DAY, DAY))) == (
        True,
        crawl(lambda asked: sheet(asked, asked)),
    )
    second = first.record(nothing(DAY))
    assert (second.day, second.postponed, second.missing_days) == (back(1), False, 1)
    assert second.record(nothing(back(1))).day == back(2)


def test_days_without_a_sheet_are_a_gap_also_before_one_that_is_refused():
    crawler = crawl(*asked_again(nothing, refused))
    assert [note["outcome"] for note in crawler.notes] == ["failed", "rejected"]


def test_days_are_noted_together_only_where_they_follow_one_another_for_one_reason():
    def dated(asked):
        return sheet(asked, asked)

    another = lambda asked: refused(asked, "another")  # noqa: E731
    crawler = crawl(refused, refused, dated, refused, another, *asked_again(nothing)).skip_gap()
    assert [(note["first"], note["last"]) for note in crawler.notes] == [
        ("2021-02-15", "2021-02-16"),
        ("2021-02-13", "2021-02-13"),
        ("2021-02-12", "2021-02-12"),
        ("2021-02-11", "2021-02-11"),
    ]


def test_a_sheet_that_lost_many_currencies_of_the_one_found_after_it_is_noted():
    lost_currencies = {"date": "2021-02-17", "reason": "has only 2 of the 10 currencies of 2021-02-16"}
    crawler = crawl(lambda asked: DayResult(asked, "stored", asked, lost_currencies=lost_currencies))
    assert (crawler.day, crawler.counts) == (back(1), {"stored": 1})
    assert crawler.notes == (
        {"first": "2021-02-17", "last": "2021-02-17", "outcome": "doubtful", "reason": lost_currencies["reason"]},
    )


def test_days_without_a_sheet_can_be_taken_back():
    crawler = crawl(refused, *asked_again(nothing, nothing, nothing))
    before = crawler.return_before_gap()
    assert before == crawl(refused)


def test_silence_moves_nothing_and_is_forgotten_with_the_next_sheet():
    crawler = HistoryCrawler(DAY).record_silence().record_silence()
    assert (crawler.day, crawler.silences) == (DAY, 2)
    assert crawler.record(sheet(DAY, DAY)).silences == 0


def test_notes_have_an_end_and_what_finds_no_room_is_counted():
    crawler = HistoryCrawler(DAY)
    for number in range(MAX_NOTES + 20):
        crawler = crawler.record(refused(crawler.day, f"reason {number}"))
    assert len(crawler.notes) == MAX_NOTES
    assert crawler.notes[-1]["reason"] == f"reason {MAX_NOTES - 1}"
    assert crawler.unnoted == 20
    assert crawler.counts == {"rejected": MAX_NOTES + 20}


def test_a_crawler_survives_being_kept():
    crawler = crawl(refused, *asked_again(nothing), lambda asked: sheet(asked, asked), nothing).record_silence()
    assert HistoryCrawler.from_state(crawler.to_state()) == crawler
    assert HistoryCrawler.from_state(HistoryCrawler(DAY).to_state()) == HistoryCrawler(DAY)
    of_before = {
        name: value for name, value in HistoryCrawler(DAY).to_state().items() if name not in ("postponed", "doubted")
    }
    assert HistoryCrawler.from_state(of_before) == HistoryCrawler(DAY), "a job that an earlier release began goes on"
    doubting = crawl(lambda asked: sheet(asked, back(30)))
    assert HistoryCrawler.from_state(doubting.to_state()) == doubting
