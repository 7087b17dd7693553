"""What was read of a run's JSON texts, so that the picture of another moment reads only what is new."""

from lib.engine.runs import Run
from lib.protocol.readings import Readings
from lib.view.beside import beside


def readings(place: str, run: Run) -> Readings:
    """Those of a run that is over, kept beside it; before, new ones."""
    return Readings() if run.open else beside(f"{place}.readings", [run], Readings)
