"""The theme: its words can be read, light and dark."""

import tomllib
from typing import Any

import pytest

from lib.view.timeline.chart import WORDS
from tests.conftest import ROOT

CAPTION = 0.6  # how opaque Streamlit draws captions
CHOSEN = 0.1  # how opaque it draws what is behind the words of a chosen segment
ENOUGH = 4.5  # WCAG AA


def theme(scheme: str) -> Any:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)["theme"][scheme]


def channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(words: str, behind: str, opaque: float = 1.0, tint: float = 0.0) -> float:
    """The WCAG ratio of words on what is behind them; `tint` is how much of the words' colour is in that, too."""
    pairs = list(zip(channels(words), channels(behind), strict=True))
    back = [under + (one - under) * tint for one, under in pairs]
    front = [under + (one - under) * opaque for one, under in zip(channels(words), back, strict=True)]
    low, high = sorted((luminance(back), luminance(front)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_captions_and_links_can_be_read(scheme: str) -> None:
    colours = theme(scheme)
    for part in (colours, colours["sidebar"]):
        for behind in ("backgroundColor", "codeBackgroundColor"):
            assert contrast(part["textColor"], part[behind], CAPTION) >= ENOUGH, (scheme, behind)
        assert contrast(part["linkColor"], part["backgroundColor"]) >= ENOUGH
        assert contrast(part["codeTextColor"], part["codeBackgroundColor"]) >= ENOUGH


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_tab_can_be_read(scheme: str) -> None:
    colours = theme(scheme)
    assert contrast(colours["primaryColor"], colours["backgroundColor"]) >= ENOUGH


def test_in_dark_one_blue_is_as_good_on_a_button_as_for_a_chosen_segment() -> None:
    """Streamlit's primary buttons have white words, and no blue but on black has 4.5 both ways: it is in between."""
    colours = theme("dark")
    assert contrast("#FFFFFF", colours["primaryColor"]) >= 4.1
    assert contrast(colours["primaryColor"], colours["backgroundColor"], tint=CHOSEN) >= 4.1


@pytest.mark.parametrize(("scheme", "at"), [("light", 1), ("dark", 3)])
def test_the_words_of_charts_can_be_read(scheme: str, at: int) -> None:
    assert contrast(WORDS.split("'")[at], theme(scheme)["backgroundColor"]) >= ENOUGH
