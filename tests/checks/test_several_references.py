"""Exercises of which more than one result is right, and lists of arrays."""

import numpy as np
import pytest

from kerastutor import checks


class TestSeveralReferences:
    """Two Adams are right; an answer is held against the nearer one, in every case."""

    @staticmethod
    def by(which):
        """Adam as in Keras where `which` of t is true, else as in the paper."""

        def answer(w, g, m, v, t, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
            m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
            root = np.sqrt(1 - beta_2**t)
            small = epsilon / root if which(t) else epsilon
            step = m / (1 - beta_1**t) / (np.sqrt(v) / root + small)
            return w - learning_rate * step, m, v

        return answer

    def test_the_tick_line_names_the_one_that_it_equals(self, capfd):
        checks.adam_step(self.by(lambda t: True))
        checks.adam_step(self.by(lambda t: False))
        out = capfd.readouterr().out
        keras, paper = (line for line in out.splitlines() if line.startswith("✓"))
        assert "agree with Adam as in Keras (seed 0)" in keras
        assert "agree with Adam as in the paper (seed 0)" in paper

    def test_now_one_and_now_the_other_is_wrong_and_told(self):
        for which in (lambda t: t > 5, lambda t: t <= 5):
            verdict = checks.adam_step.examine(self.by(which))
            assert verdict.status == "wrong"
            (note,) = verdict.notes
            assert note.startswith("it agrees now with Adam as in Keras, now with Adam as in the p")

    def test_what_is_shown_is_the_nearer_one(self):
        for which, oracle in ((True, "Adam as in Keras"), (False, "Adam as in the paper")):
            right = self.by(lambda t, which=which: which)

            def wrong(*case, right=right):
                w, m, v = right(*case)
                return w, m, v + 0.01

            verdict = checks.adam_step.examine(wrong)
            assert verdict.oracle == oracle and verdict.notes == ()
            assert verdict.headline.startswith("item 2 (v) differs")
            right_w, *_rest = right(*verdict.given.values())
            np.testing.assert_allclose(verdict.expected[0], right_w, atol=1e-12)

    def test_epsilon_beside_the_root_or_in_it_but_not_both(self):
        def step(inside):
            def answer(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
                v = rho * v + (1 - rho) * g * g
                root = np.sqrt(v + epsilon) if inside(epsilon) else np.sqrt(v) + epsilon
                return w - learning_rate * g / root, v

            return answer

        for inside in (lambda epsilon: True, lambda epsilon: False):
            assert checks.rmsprop_step.examine(step(inside)).is_right
        verdict = checks.rmsprop_step.examine(step(lambda epsilon: epsilon > 1e-3))
        assert verdict.status == "wrong" and "keep to one of them" in verdict.notes[0]

    @pytest.mark.parametrize("stack", [np.stack, np.array])
    def test_stacked_arrays_are_no_tuple(self, stack):
        right = self.by(lambda t: False)
        verdict = checks.adam_step.examine(lambda *case: stack(right(*case)))
        assert (verdict.status, verdict.mistake) == ("wrong", "stacked_arrays")


def said(check, answer):
    with pytest.raises(checks.CheckFailed) as caught:
        check(answer)
    return str(caught.value)


class TestWhatIsShown:
    @pytest.mark.parametrize(
        "below, by, formula",
        [
            (lambda v, e: np.sqrt(v + e), "keras.optimizers.RMSprop (ε in the root)", "/ √(v + ε)"),
            (lambda v, e: np.sqrt(v) + e, "RMSprop with ε beside the root", "/ (√v + ε)"),
        ],
    )
    def test_expected_says_by_whom_and_is_what_the_advice_gives(self, below, by, formula):
        def step(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
            v = rho * v + (1 - rho) * g**2
            return w - learning_rate * g / below(v, epsilon), v

        def wrong(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
            v = rho * v + (1 - rho) * g**2
            return w - learning_rate * g**2 / below(v, epsilon), v

        text = said(checks.rmsprop_step, wrong)
        assert f"\n  expected  by {by}:\n            w = array(" in text
        assert formula in " ".join(text.split())
        verdict = checks.rmsprop_step.examine(wrong)
        for right, expected in zip(step(*verdict.given.values()), verdict.expected, strict=True):
            np.testing.assert_allclose(expected, right, rtol=1e-9)

    def test_where_one_result_is_right_nobody_is_named(self):
        assert "expected  w = array(" in said(checks.momentum_step, lambda w, g, v, *_: (g, v))

    def test_the_item_that_the_mistake_is_about(self):
        """PyTorch's velocity makes w differ, too, and w comes first."""

        def pytorch(w, g, velocity, learning_rate, momentum):
            velocity = momentum * velocity + g
            return w - learning_rate * velocity, velocity

        text = said(checks.momentum_step, pytorch)
        assert text.startswith("✗ momentum_step: item 1 (velocity) differs")
        assert "expected  velocity = array(" in text and "received  velocity = array(" in text
        shown = checks.explore("momentum_step")
        assert shown._head.title == "momentum_step: velocity, yours and expected"
        assert "This is PyTorch's" in text

    def test_a_dict_is_shown_whole(self):
        def answer(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
            v = rho * v + (1 - rho) * g**2
            return {"w": w - learning_rate * g / np.sqrt(v + epsilon), "v": v}

        text = said(checks.rmsprop_step, answer)
        received = text[text.index("received") :]
        assert "{'w': array(" in received and "'v': array(" in received

    @pytest.mark.parametrize("small", [1e-7, 1e-8])
    @pytest.mark.parametrize("inside", [True, False])
    def test_numbers_for_arguments(self, small, inside):
        def answer(w, g, v, learning_rate=0.001, rho=0.9, epsilon=1e-7):
            v = 0.9 * v + 0.1 * g**2
            root = np.sqrt(v + small) if inside else np.sqrt(v) + small
            return w - 0.001 * g / root, v

        verdict = checks.rmsprop_step.examine(answer)
        assert verdict.mistake.startswith("all_numbers") and "Take the arguments" in verdict.advice


def clipped(gradients, norm):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * (norm / length if length > norm else 1.0) for g in gradients]


class TestListsOfArrays:
    def test_a_tuple_loses_nothing(self):
        assert checks.clip_by_global_norm.examine(lambda *case: tuple(clipped(*case))).is_right

    def test_the_array_that_is_wrong_is_shown_alone(self):
        def second_wrong(gradients, norm):
            first, *rest = clipped(gradients, norm)
            return [first, *(g + 1 for g in rest)]

        with pytest.raises(checks.CheckFailed) as caught:
            checks.clip_by_global_norm(second_wrong)
        said = str(caught.value)
        assert "item 1 of the result differs" in said
        assert "expected  item 1 = array(" in said and "received  item 1 = array(" in said

    @pytest.mark.parametrize(
        "wrong, mistake",
        [
            (lambda gradients, norm: gradients * norm, "list_multiplied"),
            (lambda gradients, norm: np.linalg.norm(gradients), "different_shapes_as_one"),
        ],
    )
    def test_lists_are_no_arrays(self, wrong, mistake):
        def answer(gradients, norm):
            return wrong(gradients, np.float64(norm))

        assert checks.clip_by_global_norm.examine(answer).mistake == mistake

    def test_the_list_itself_may_not_be_changed(self):
        def changes(gradients, norm):
            found = clipped(gradients, norm)
            gradients[:] = found
            return gradients

        def pops(gradients, norm):
            found = clipped(gradients, norm)
            gradients.pop()
            return found

        for answer in (changes, pops):
            verdict = checks.clip_by_global_norm.examine(answer)
            assert verdict.mistake == "argument_changed"
            assert "it changed its argument `gradients`" in verdict.headline
            assert verdict.headline.startswith("the values are right, but")

    def test_an_array_of_objects_is_no_list(self):
        def answer(gradients, norm):
            found = np.empty(len(gradients), object)
            found[:] = clipped(gradients, norm)
            return found

        verdict = checks.clip_by_global_norm.examine(answer)
        assert verdict.mistake == "objects_for_a_sequence" and "dtype object" in verdict.advice
