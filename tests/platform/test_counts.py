import math
from collections import Counter
from fractions import Fraction

import pytest

from coalition.platform.counts import _Bits, discrete_laplace, margin, question_digest, release_count

SECRET = b"s" * 32


def noise(question: tuple[object, ...], epsilon: float = 1.0) -> int:
    value = release_count(100_000, inputs=[100_000], question=question, secret=SECRET, epsilon=epsilon).value
    assert value is not None
    return value - 100_000


def test_release_count_follows_the_discrete_laplace_distribution() -> None:
    counted = Counter(noise(("distribution", index)) for index in range(20_000))
    decay = math.exp(-1)
    for distance in range(-4, 5):
        expected = (1 - decay) / (1 + decay) * decay ** abs(distance)
        spread = math.sqrt(expected * (1 - expected) / 20_000)
        assert abs(counted[distance] / 20_000 - expected) < 4.5 * spread, distance


def test_release_count_follows_the_distribution_for_an_epsilon_below_one() -> None:
    draws = [
        discrete_laplace(_Bits(SECRET, question_digest(("half", index))), Fraction(1, 4)) for index in range(8_000)
    ]
    decay = math.exp(-0.25)
    variance = sum(draw * draw for draw in draws) / len(draws)
    assert abs(sum(draws) / len(draws)) < 0.3
    assert variance == pytest.approx(2 * decay / (1 - decay) ** 2, rel=0.1)


def test_release_count_answers_the_same_question_the_same_way() -> None:
    question = ("pair", 1, 2, ("v", 3))
    answers = {release_count(412, inputs=[900, 800], question=question, secret=SECRET) for _ in range(50)}
    assert len(answers) == 1


def test_release_count_depends_on_the_secret_and_on_the_question() -> None:
    assert len({noise(("pair", index)) for index in range(50)}) > 1
    secrets = [bytes([index]) * 32 for index in range(50)]
    assert len({release_count(50, inputs=[60], question=("q",), secret=secret).value for secret in secrets}) > 1


def test_release_count_keeps_the_parts_of_a_question_apart() -> None:
    assert question_digest(("a", "b")) != question_digest(("ab",))
    assert question_digest((1, 23)) != question_digest((12, 3))
    with pytest.raises(TypeError):
        question_digest((object(),))


def test_release_count_hides_small_results_and_small_inputs() -> None:
    small = [release_count(2, inputs=[500, 500], question=("s", index), secret=SECRET) for index in range(500)]
    assert all(answer.hidden and answer.value is None for answer in small)
    list_of_nine = release_count(9, inputs=[9, 500], question=("n",), secret=SECRET)
    assert (list_of_nine.value, list_of_nine.hidden) == (None, True)
    assert release_count(300, inputs=[], question=("none",), secret=SECRET).hidden
    assert not release_count(300, inputs=[400, 500], question=("large",), secret=SECRET).hidden


def test_release_count_never_shows_less_than_the_threshold() -> None:
    for index in range(2_000):
        value = release_count(11, inputs=[50], question=("floor", index), secret=SECRET).value
        assert value is None or value >= 10


def test_release_count_states_a_margin_that_holds_19_times_in_20() -> None:
    assert margin(1.0) == 3
    assert margin(0.2) == 15
    within = sum(abs(noise(("margin", index))) <= 3 for index in range(4_000))
    assert within / 4_000 > 0.95


def test_release_count_refuses_noise_that_protects_nobody() -> None:
    for epsilon, threshold in ((0, 10), (11, 10), (1, 0)):
        with pytest.raises(ValueError, match="epsilon must lie"):
            release_count(1, inputs=[1], question=("q",), secret=SECRET, epsilon=epsilon, threshold=threshold)


@pytest.mark.parametrize("true_value", [8, 9, 10, 40])
def test_release_count_gives_a_likelihood_ratio_attacker_no_more_than_epsilon(true_value: int) -> None:
    """Worlds with and without one person: no answer, hidden ones included, is more telling than exp(epsilon)."""
    draws = 12_000

    def answers(value: int, label: str) -> Counter[int | None]:
        return Counter(
            release_count(value, inputs=[500, 500], question=(label, index), secret=SECRET).value
            for index in range(draws)
        )

    without, with_one = answers(true_value, "without"), answers(true_value + 1, "with")
    for answer in without.keys() | with_one.keys():
        if without[answer] + with_one[answer] > 400:
            ratio = (with_one[answer] + 1) / (without[answer] + 1)
            slack = 1 + 4.5 / math.sqrt(min(without[answer], with_one[answer]) + 1)
            assert 1 / (math.e * slack) < ratio < math.e * slack, answer


def test_release_count_leaves_a_differencing_attacker_guessing() -> None:
    """Ten pairs of questions, each with and without the victim: better than a coin, but far from knowing."""
    right = 0
    trials = 400
    for trial in range(trials):
        present = trial % 2
        difference = 0
        for query in range(10):
            one = release_count(200 + present, inputs=[500], question=("d", trial, query), secret=SECRET, epsilon=0.1)
            two = release_count(200, inputs=[500], question=("e", trial, query), secret=SECRET, epsilon=0.1)
            difference += (one.value or 0) - (two.value or 0)
        right += (difference >= 5) == bool(present)
    assert right / trials < 0.75
