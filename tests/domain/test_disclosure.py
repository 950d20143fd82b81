"""No number in what leaves the house is small enough to be a person."""

import random

import pytest

from exhibition.domain.disclosure import LEAST, disclose


def test_large_cells_stand_by_themselves():
    found = disclose({"a": 40, "b": 20, "c": 9}, most=10)
    assert found.shown == (("a", 40), ("b", 20), ("c", 9))
    assert found.other == 0


def test_a_small_cell_takes_the_next_one_with_it():
    found = disclose({"a": 40, "b": 20, "c": 2}, most=10)
    assert found.shown == (("a", 40),)
    assert (found.hidden, found.other) == ({"b", "c"}, 22)


def test_small_cells_that_make_enough_together_stand_as_other():
    found = disclose({"a": 40, "b": 20, "c": 4, "d": 3}, most=10)
    assert found.shown == (("a", 40), ("b", 20))
    assert found.other == 7


def test_what_means_other_is_never_named_twice():
    found = disclose({"a": 40, "other": 30, "c": 3}, most=10, aside=("other",))
    assert found.shown == (("a", 40),)
    assert found.other == 33


@pytest.mark.parametrize("counts", [{}, {"a": 4}, {"a": 40}, {"a": 40, "b": 3}, {"a": 4, "b": 4}])
def test_where_two_cells_cannot_be_told_apart_nothing_is_told(counts):
    assert not disclose(counts, most=10)


def test_whatever_is_counted_no_small_cell_can_be_worked_out():
    chance = random.Random(7)
    for _ in range(500):
        counts = {
            str(n): chance.choice((0, 1, 2, 4, 5, 9, 60)) for n in range(chance.randint(1, 9))
        }
        found = disclose(counts, most=chance.randint(1, 8))
        if not found:
            continue
        assert all(number >= LEAST for _, number in found.shown)
        small = {key for key, number in counts.items() if 0 < number < LEAST}
        assert small <= found.hidden
        # From the total follows only the sum, which is of two cells at least.
        assert found.other == sum(counts.values()) - sum(number for _, number in found.shown)
        assert not small or (found.other >= LEAST and len(found.hidden) > 1)
