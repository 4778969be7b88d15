from __future__ import annotations

import asyncio
from collections.abc import Sequence

from qaagent_lsp.model.diagnosis import ModelAnswer, ModelSilence
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.results.diagnosing import diagnose_case
from qaagent_lsp.runs.refinement import Limits, refine_all
from tests.results.failing import failing

USUAL = Limits()
GOOD = ModelAnswer('{"root_cause": "It is so.", "suggestion": "Change it."}')


class Told:
    """A model that answers what it is told to, in turn; the last one again and again."""

    model = "small"

    def __init__(self, *answers: ModelAnswer | ModelSilence, seconds: float = 0.0) -> None:
        self.answers = list(answers)
        self.seconds = seconds
        self.asked: list[str] = []

    async def refine(self, prompt: str) -> ModelAnswer | ModelSilence:
        self.asked.append(prompt)
        await asyncio.sleep(self.seconds)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def cases(*messages: str) -> Sequence[CaseResult]:
    return [failing("KeyError", message, test=f"t.py::test_{at}") for at, message in enumerate(messages)]


async def ask(
    model: Told, failed: Sequence[CaseResult], limits: Limits = USUAL
) -> tuple[list[str], Sequence[str]]:
    diagnoses = {(case.suite, case.id): diagnose_case(case) for case in failed}
    refined, notes = await refine_all(diagnoses, failed, model, [], limits)
    for _, case in refined:
        assert refined["unit", case].diagnosis.source == "model"
    return [case for _, case in refined], notes


async def test_each_failure_gets_a_second_opinion() -> None:
    assert await ask(Told(GOOD), cases("a", "b")) == (["t.py::test_0", "t.py::test_1"], ())


async def test_without_failures_nobody_is_asked() -> None:
    model = Told(GOOD)
    assert await ask(model, []) == ([], [])
    assert model.asked == []


async def test_failures_that_differ_come_first_and_the_rest_is_told() -> None:
    refined, notes = await ask(Told(GOOD), cases("a", "a", "a", "b", "c"), Limits(failures=3))
    assert refined == ["t.py::test_0", "t.py::test_3", "t.py::test_4"]
    assert notes == ("small was not asked about 2 more failure(s)",)


async def test_garbage_leaves_the_rules_and_a_note() -> None:
    refined, notes = await ask(Told(ModelAnswer("hm"), GOOD), cases("a", "b"))
    assert refined == ["t.py::test_1"]
    assert notes == ("no second opinion of small: its answer could not be understood",)


async def test_who_is_not_there_is_asked_once() -> None:
    model = Told(ModelSilence("unreachable", "nobody listens"))
    refined, notes = await ask(model, cases("a", "b", "c"))
    assert (refined, len(model.asked)) == ([], 1)
    assert notes == (
        "no second opinion of small: nobody listens",
        "small was not asked about 2 more failure(s)",
    )


async def test_a_passing_trouble_does_not_stop_the_others() -> None:
    refined, notes = await ask(Told(ModelSilence("refused", "answered 500"), GOOD), cases("a", "b"))
    assert refined == ["t.py::test_1"]
    assert notes == ("no second opinion of small: answered 500",)


async def test_the_time_for_one_and_for_all_is_limited() -> None:
    model = Told(GOOD, seconds=60)
    refined, notes = await ask(model, cases("a", "b", "c"), Limits(each=0.2, seconds=0.3))
    assert refined == []
    assert len(model.asked) == 2
    assert notes[-1] == "small was not asked about 1 more failure(s)"


async def test_a_prompt_never_holds_a_secret() -> None:
    model = Told(GOOD)
    (case,) = cases("token=hunter2hunter2 swordfish")
    key = (case.suite, case.id)
    refined, _ = await refine_all({key: diagnose_case(case)}, [case], model, ["swordfish"])
    assert model.asked == [refined[key].sent]
    assert "hunter2" not in model.asked[0]
    assert "swordfish" not in model.asked[0]
