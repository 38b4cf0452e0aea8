"""What a set of bias potentials says of itself: the best so far at the fewest and at the most points."""

from tests.experiments.cases.bias_potential import BIAS, made, sizes


def test_a_set_says_its_best_by_the_number_of_points_and_not_one_run_s():
    several = sizes(-0.5)  # each number of points four times the one before, its distance half
    assert BIAS.sentence_of_set(several, -1) == "Nothing has been computed up to here yet."
    said = BIAS.sentence_of_set(several, 11)
    assert (
        said
        == "3 runs, at their best so far in the mean: 0.5 nats with 25 points, 0.125 nats with 400 points."
    )
    alike = [made("two-layer", data_seeds=(draw,)) for draw in (0, 1)]
    assert (
        BIAS.sentence_of_set(alike, 0)
        == "2 runs, at their best so far in the mean: 1.5 nats with 200 points."
    )
