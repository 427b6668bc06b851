from hypothesis import given
from hypothesis import strategies as st

from evals.scorers.ranking import ndcg, recall_at, reciprocal_rank

IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(IDS, st.sets(st.sampled_from("abcdefgh")), st.integers(1, 9))
def test_every_measure_lies_between_nought_and_one(found: list[str], wanted: set[str], k: int) -> None:
    for value in (recall_at(found, wanted, k), reciprocal_rank(found, wanted), ndcg(found, wanted, k)):
        assert 0.0 <= value <= 1.0 + 1e-9


@given(IDS, st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 8))
def test_a_longer_look_never_finds_less(found: list[str], wanted: set[str], k: int) -> None:
    assert recall_at(found, wanted, k) <= recall_at(found, wanted, k + 1)


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 8))
def test_the_right_ones_first_is_the_best_order(wanted: set[str], k: int) -> None:
    assert ndcg([*sorted(wanted), "z"], wanted, k) == 1.0


def test_a_right_one_further_down_is_worth_less() -> None:
    assert reciprocal_rank(["x", "a"], {"a"}) == 0.5
    assert ndcg(["x", "a"], {"a"}, 2) < 1.0
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_what_is_found_twice_counts_once() -> None:
    assert ndcg(["a", "a"], {"a", "b"}, 2) < 1.0
