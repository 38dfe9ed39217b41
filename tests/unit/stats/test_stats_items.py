import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.stats.items import Items


def items(**columns):
    count = len(columns.get("gold", columns.get("judge", [0, 2.5, 5])))
    default = {
        "gold": np.array([0, 2.5, 5])[:count],
        "judge": np.zeros(count, dtype=int),
        "cluster": np.zeros(count, dtype=int),
        "probability": np.ones(count),
        "stratum": np.zeros(count, dtype=int),
    }
    return Items(**{**default, **{name: np.array(values) for name, values in columns.items()}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"gold": [0, 2.2, 5]},
        {"gold": [0, 2.5, 5.5]},
        {"gold": [0, np.nan, 5]},
        {"judge": [0, -1, 2]},
        {"judge": [0, 6, 2]},
        {"judge": [0.0, 1.0, 2.0]},
        {"cluster": [0, -1, 2]},
        {"cluster": [0, 1]},
        {"cluster": [[0, 1, 2]]},
        {"stratum": [0, -1, 2]},
        {"probability": [1, 0, 1]},
        {"probability": [1, 1.1, 1]},
        {"probability": [1, np.nan, 1]},
    ],
)
def test_items_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"hold|lie|count|length"):
        items(**wrong)


def test_half_points_leave_the_six_levels_and_stay_at_the_threshold():
    three = items(gold=[0, 2.5, 5], judge=[0, 3, 5])

    assert three.half_points == 1
    assert three.severity_tables().sum() == 2
    assert three.binary_tables().sum(axis=0).tolist() == [[1, 1], [0, 1]]


def test_clusters_are_the_scenarios_that_hold_a_run():
    three = items(gold=[0, 1, 2], cluster=[4, 0, 4])

    assert three.clusters == 2
    assert three.severity_tables().shape == (5, 6, 6)


def test_cells_count_the_scenarios_that_hold_a_whole_gold():
    assert items(gold=[0, 2.5, 2], cluster=[0, 1, 2]).severity_cells().clusters == 2


def test_no_items_make_no_tables():
    nothing = items(gold=[])

    assert (nothing.n, nothing.clusters, nothing.half_points) == (0, 0, 0)
    assert nothing.severity_tables().shape == (0, 6, 6)
    assert nothing.binary_cells().sampled == 0


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_weights_are_one_over_probability_and_tables_sum_to_the_number_of_runs(probability):
    three = items(gold=[0, 2.5, 5], probability=probability)

    assert three.weight.sum() == pytest.approx(3)
    assert three.weight[0] * probability[0] == pytest.approx(three.weight[2] * probability[2])
    assert three.binary_tables().sum() == pytest.approx(3)
    assert three.severity_tables().sum() == pytest.approx(2)


def test_the_sampled_share_is_what_the_probabilities_say():
    assert items(gold=[0, 1, 2], probability=[0.5, 0.25, 0.25]).binary_cells().sampled == 0.3


def test_rows_are_gold_and_columns_are_judge():
    table = items(gold=[4.0], judge=[1]).severity_tables()[0]

    assert np.argwhere(table).tolist() == [[4, 1]]
