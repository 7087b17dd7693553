"""What a run is made of at a moment, as plain data: the response as the API shapes it, and what is ours around it."""

from typing import Any

from lib.protocol.events import TERMINAL, Body
from lib.protocol.run import FoldedRun


def state(run: FoldedRun, only: int | None = None) -> dict[str, Any]:
    """The fields of the response of the turn that is being folded; under `run` its status, its turn and its calls.

    With `only`, an output index, other items and calls are None: one of thousands is what most events change.
    """
    turn = len(run.turns) - 1
    calls = [
        {"name": call.name, "state": call.state, "output": call.output} if only is None or key == (turn, only) else None
        for key, call in sorted(run.calls.found.items())
    ]
    ours: dict[str, Any] = {"status": run.status, "turn": len(run.turns), "calls": calls}
    return {"run": ours, **(run.turns[-1].as_dict(only) if run.turns else {})}


def changed_item(run: FoldedRun, body: Body) -> int | None:
    """The output index of the one item that an event can change or add at the end; None where it may be any."""
    kind, at = body["type"], body.get("output_index")
    if kind.startswith("run.") or kind in TERMINAL or type(at) is not int or not run.turns:
        return None
    there = [item.output_index for item in run.snapshot.output()]
    return at if at in there or at > max(there, default=-1) else None
