from hypothesis import example, given
from hypothesis import strategies as st

from gazette.search.word_table import build_word_table, find_starts


@given(st.lists(st.tuples(st.integers(0, 700), st.sampled_from(["canal", "bridge", "елка", "bog"]))))
@example([(511, "canal")])
def test_all_words_of_a_stem_are_found_and_seldom_another(gaps):
    words, start = [], 0
    for gap, stem in gaps:
        start += gap
        words.append((start, stem))
    table = build_word_table(words)

    for stem in ("canal", "bridge", "елка", "bog"):
        assert list(find_starts(table, stem)) == [start for start, other in words if other == stem]


def test_a_table_takes_two_bytes_for_a_word():
    assert len(build_word_table([(0, "the"), (4, "canal")])) == 4
    assert build_word_table([]) == b""
