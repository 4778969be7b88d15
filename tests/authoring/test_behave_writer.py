"""The text of features; that they run is proven in ``tests/e2e``."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.authoring.behave_writer import feature_text
from qaagent_lsp.authoring.step_definitions import BehaveWorld, StepDefinition
from qaagent_lsp.authoring.step_words import words_beside
from qaagent_lsp.model.brief import CaseBrief, RequestBrief, RouteBrief
from tests.authoring.briefs import GET_PET, POST_PET, route

EXPECTED = '''\
Feature: Pets API
  Written by qaagent-lsp. Unless a comment says otherwise, a scenario expects what the app answered
  when the scenario was written: read it before you rely on it.

  Scenario: GET /pets/{pet_id} answers
    When I send GET "/pets/1"
    Then the status is 200
    And the answer is the JSON
      """
      {"name": "Ada"}
      """

  # Expected by convention; nothing was observed.
  Scenario: GET /pets/{pet_id} not found
    When I send GET "/pets/99"
    Then the status is 404
    And the answer has the fields "detail"

  # Expected by the API's description.
  Scenario: GET /pets/{pet_id} refused
    Given the header "X-Kind" is "ca"t"
    When I send GET "/pets/x?a=b+c"
    Then the status is one of "400, 422"
    And the answer contains "pet_id"
    And the answer does not contain "Traceback"

  # TODO(qaagent): POST /pets/: what it makes

  Scenario: POST /pets/ refused
    When I send POST "/pets/" with the JSON
      """
      {"name": "Ümlaut"}
      """
    Then the status is 405

  Scenario: POST /pets/ refused (2)
    When I send POST "/pets/" with the form
      | name      | value |
      | name      | a\\|b  |
      | long name |       |
    Then the status is 405
    When I send GET "/pets/"
    Then the status is 200
    And the answer is the JSON
      """
      ["Ada", "Bob", "Cleo"]
      """
'''
ASKS = StepDefinition("when", 'I ask for "{path}"', asks="GET", answer="answer")
SAYS = StepDefinition("then", "it answers {status:d}", says_status=True, answer="answer")
SIGNS_IN = StepDefinition("given", "I am logged in")


def of(case: CaseBrief, *steps: StepDefinition, language: str = "en") -> str:
    world = BehaveWorld(steps)
    return feature_text(
        [RouteBrief(route("GET /x"), (case,))], "X", world, words_beside(world), language
    ).text


def test_a_feature_in_our_own_words() -> None:
    world = BehaveWorld()
    assert feature_text([GET_PET, POST_PET], "Pets API", world, words_beside(world)).text == EXPECTED


def test_the_projects_own_steps_come_first() -> None:
    case = GET_PET.cases[0]
    assert '    When I ask for "/pets/1"\n    Then it answers 200\n' in of(case, ASKS, SAYS)


def test_a_redirect_is_asked_for_with_a_client_that_does_not_follow_it() -> None:
    case = CaseBrief("happy", "leads on", RequestBrief("GET", "/x"), (303,), location="/login")
    assert (
        '    When I send GET "/x"\n    Then it answers 303\n    And the answer leads to "/login"\n'
    ) in of(case, ASKS, SAYS)


def test_what_an_app_says_in_several_lines_is_a_comment_in_each() -> None:
    case = replace(
        GET_PET.cases[0], unknown=("the app broke with 500: 1 validation error\nname\n  Field required",)
    )
    brief = RouteBrief(route("GET /x"), (case,), unknown=("it broke\nScenario: no scenario",))
    world = BehaveWorld()
    text = feature_text([brief], "X", world, words_beside(world)).text
    assert "  # TODO(qaagent): GET /x: it broke Scenario: no scenario\n" in text
    assert "  # TODO(qaagent): the app broke with 500: 1 validation error name   Field required\n" in text


def test_what_no_step_can_say_is_left_out() -> None:
    case = replace(GET_PET.cases[0], request=RequestBrief("GET", "/x", headers=(("X-Kind", ""),)))
    assert "Scenario:" not in of(case)


def test_users_sign_in_by_the_projects_own_step_or_are_left_out() -> None:
    case = replace(GET_PET.cases[0], signed_in=True)
    assert "    Given I am logged in\n    When I send" in of(case, SIGNS_IN)
    world = BehaveWorld()
    left = feature_text([RouteBrief(route("GET /x"), (case,))], "X", world, words_beside(world))
    assert (left.left_out, "Scenario:" in left.text) == (1, False)


def test_a_long_body_stands_on_several_lines_and_a_text_of_several_in_none() -> None:
    body = '{"name": "' + "x" * 80 + '"}'
    case = CaseBrief("happy", "answers", RequestBrief("GET", "/x", body=body), (200,), contains=("a\nb", "c"))
    text = of(case, ASKS)
    assert '      {\n        "name": "xxx' in text
    assert text.count("the answer contains") == 1


def test_features_of_another_language_say_that_this_one_is_in_english() -> None:
    assert of(GET_PET.cases[0], language="de").startswith("# language: en\nFeature: X\n")
