"""Items that share an output_index: each is found again by its type and its call."""

from lib.protocol.items import Item
from lib.protocol.shadows import Shadows

MESSAGE = {"type": "message"}
CALL = {"type": "function_call", "call_id": "a"}
OTHER = {"type": "function_call", "call_id": "b"}


def test_an_item_gets_its_place_back_once() -> None:
    shadows, items = Shadows(), [Item(0, MESSAGE), Item(0, CALL), Item(0, OTHER), Item(1, CALL)]
    assert not shadows
    for item in items:
        shadows.put(item)
    assert list(shadows) == items
    assert shadows.take(0, OTHER) is items[2]
    assert shadows.take(0, OTHER) is None
    assert shadows.take(2, CALL) is None
    assert shadows.take(1, CALL) is items[3]
    assert shadows.take(0, MESSAGE) is items[0]
    assert list(shadows) == [items[1]]


def test_a_call_without_a_call_id_may_be_any() -> None:
    shadows, item = Shadows(), Item(0, {"type": "function_call"})
    shadows.put(item)
    assert shadows.take(0, CALL) is item
    shadows.put(Item(0, CALL))
    assert shadows.take(0, {"type": "function_call", "call_id": ["odd"]}) is None
    assert shadows.take(0, {"type": "function_call"}) is not None
    assert not shadows


def test_a_call_without_a_call_id_is_the_one_that_lost_its_place_last() -> None:
    shadows, again, other = Shadows(), Item(0, dict(CALL)), Item(0, OTHER)
    for item in (Item(0, CALL), other, again):
        shadows.put(item)
    assert shadows.take(0, {"type": "function_call"}) is again
    assert shadows.take(0, {"type": "function_call"}) is other
