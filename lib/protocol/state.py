"""What a run is made of at a moment, as plain data: the response as the API shapes it, and what is ours around it."""

from typing import Any

from lib.protocol.run import FoldedRun


def state(run: FoldedRun) -> dict[str, Any]:
    """The fields of the response of the turn that is being folded; under `run` its status, its turn and its calls."""
    calls = [
        {"name": call.name, "state": call.state, "output": call.output}
        for call in sorted(run.calls.found.values(), key=lambda call: call.key)
    ]
    ours: dict[str, Any] = {"status": run.status, "turn": len(run.turns), "calls": calls}
    return {"run": ours, **(run.turns[-1].as_dict() if run.turns else {})}
