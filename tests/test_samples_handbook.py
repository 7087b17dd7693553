"""The handbook is searched, and sources are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.samples.handbook import EXCERPT, search_handbook, sections


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("how do parallel calls work?", "handbook#parallel-calls"),
        ("custom tool", "handbook#custom-tools"),
        ("What is a delta?", "handbook#text-that-arrives-in-deltas"),
        ("output_index content_index", "handbook#where-an-event-belongs"),
        ("retry after rate limit 429", "handbook#retries-and-rate-limits"),
        ("strict schema additional properties", "handbook#strict-schemas"),
        ("how does a stream end", "handbook#how-a-stream-ends"),
    ],
)
def test_the_best_section_comes_first(query: str, source: str) -> None:
    assert search_handbook(query)[0].source == source


@pytest.mark.parametrize("query", ["", "the of and", "zebra", "???"])
def test_what_the_handbook_does_not_know_finds_nothing(query: str) -> None:
    assert search_handbook(query) == []


@given(st.sets(st.sampled_from(" ".join(section.text for section in sections()).split()), max_size=6))
def test_every_find_is_a_piece_of_its_source(query: set[str]) -> None:
    found = search_handbook(" ".join(query))
    texts = {section.source: section.text for section in sections()}
    assert len(found) <= 3
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert each.excerpt.removesuffix("…") in texts[each.source]
        assert 0 < len(each.excerpt) <= EXCERPT


def test_every_section_has_a_source_of_its_own() -> None:
    assert len({section.source for section in sections()}) == len(sections()) >= 10
