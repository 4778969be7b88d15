from __future__ import annotations

from qaagent_lsp.authoring.step_definitions import MARK, BehaveWorld, StepDefinition, world_of
from qaagent_lsp.authoring.step_words import WORDINGS, words_beside
from qaagent_lsp.authoring.step_writer import Backend, steps_text

ASKS = StepDefinition("when", 'I ask for "{path}"', asks="GET", answer="answer")
DELETES = StepDefinition("when", 'I delete "{path}"', asks="DELETE", answer="answer")
SAYS = StepDefinition("then", "it answers {status:d}", says_status=True, answer="answer")
OTHER = StepDefinition("then", "it said {status:d}", says_status=True, answer="other")


def test_an_empty_project_gets_the_plainest_words() -> None:
    words = words_beside(BehaveWorld())
    assert words.patterns["send"] == 'I send {method:w} "{path}"'
    assert words.missing == tuple(WORDINGS)
    assert (words.ask, words.status) == (None, None)


def test_words_that_are_taken_are_put_otherwise() -> None:
    taken = StepDefinition("step", 'I send {method} "{path}"')
    words = words_beside(BehaveWorld((taken, StepDefinition("given", "the status is {word}"))))
    assert words.patterns["send"] == 'the API client sends {method:w} "{path}"'
    assert words.patterns["status"] == "the status is {status:d}", "a given step takes no then step's place"


def test_the_projects_own_steps_are_used_where_they_keep_the_answer_in_one_place() -> None:
    words = words_beside(BehaveWorld((OTHER, DELETES, ASKS, SAYS)))
    assert (words.ask, words.status) == (ASKS, SAYS)


def test_what_we_wrote_before_is_there_already() -> None:
    words = words_beside(BehaveWorld())
    written = steps_text(words, BehaveWorld(), Backend("httpx", "app:app"))
    assert MARK in written
    again = words_beside(world_of([written]))
    assert (again.missing, again.patterns) == ((), words.patterns)
