"""Damage done to good streams is found by the rule meant for it; on the good streams no rule fires."""

from pathlib import Path

import pytest

from lib.protocol.lint import RULES, lint
from tests.damages.damage import Damage
from tests.damages.rules import breaches, is_found, rules
from tests.damages.stream import sent
from tests.damages.table import DAMAGES
from tests.lint_streams import EXPLAINED, REQUESTS, is_openai, origins, recorded, simulated

SAMPLED = 12  # of the recorded streams; tests/bench/lint.py takes all


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_is_found_in_what_the_simulator_sends(name: str) -> None:
    assert rules(sent(simulated(name))) == set()


def test_the_simulated_streams_have_each_kind_of_item_and_ending() -> None:
    bodies = [event.body for name in REQUESTS for event in simulated(name)]
    items = {body["item"]["type"] for body in bodies if "item" in body}
    assert items == {"message", "reasoning", "function_call", "custom_tool_call"}
    assert {"response.completed", "response.incomplete", "response.refusal.done"} <= {body["type"] for body in bodies}
    parallel = [event.body for event in simulated("parallel calls")]
    added = [at for at, body in enumerate(parallel) if body["type"] == "response.output_item.added"]
    assert len(added) == 2
    assert added[1] == added[0] + 1


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_to_the_simulators_streams_is_found_by_its_rule(damage: Damage) -> None:
    done = 0
    for name in REQUESTS:
        stream = sent(simulated(name))
        for at in damage.places(stream):
            done += 1
            assert damage.rule in rules(damage.harm(stream, at)), f"{name}, event {at}"
    assert done


def test_damage_to_recorded_streams_is_found_by_its_rule(streams: list[Path]) -> None:
    missed = []
    for path in streams[:: max(1, len(streams) // SAMPLED)]:
        stream = sent(recorded(path))
        before = breaches(stream)
        for damage in DAMAGES:
            at = next(iter(damage.places(stream)), None)
            if at is not None and not is_found(damage.rule, before, breaches(damage.harm(stream, at))):
                missed.append(f"{path.name}, event {at}: {damage.name}")
    assert missed == []


def test_every_rule_has_a_damage_that_it_is_meant_for() -> None:
    assert set(RULES) - {damage.rule for damage in DAMAGES} == {"not_followed"}  # it takes 10,000 items


def test_what_openai_sent_breaks_no_rule_or_it_is_explained(streams: list[Path]) -> None:
    rows = origins(streams[0].parent)
    openai = [path for path in streams if is_openai(rows.get(path.name))]
    if not openai:
        pytest.skip("these streams have no index that says which of them api.openai.com sent")
    found = {path.name: {one.rule for one in lint(recorded(path)) if one.severity != "note"} for path in openai}
    explained = {name: rules for name, rules in EXPLAINED.items() if name in found}
    assert {name: rules for name, rules in found.items() if rules} == explained
