"""The simulator on its own: `python -m lib.simulator --port 8765`."""

import argparse
import contextlib
import sys
import threading

import uvicorn

from lib.simulator.app import simulator_app
from lib.simulator.pace import USUAL, Pace
from lib.simulator.thread import bind, quiet_server


def main() -> int:
    """Serves until it is stopped; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m lib.simulator", description="An honest Responses API server, offline."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 picks a free one")
    parser.add_argument("--first", type=float, default=USUAL.first, help="seconds to the first token")
    parser.add_argument("--rate", type=float, default=USUAL.rate, help="tokens a second, up to 2000")
    parser.add_argument("--seed", help="the same request then gets the same bytes")
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when stdin closes")
    options = parser.parse_args()
    try:
        pace = Pace(options.first, options.rate)
    except ValueError as error:
        parser.error(str(error))
    try:
        listening = bind(options.host, options.port)
    except (OSError, OverflowError) as error:
        print(f"can't listen at {options.host}:{options.port}: {error}; choose another --port", file=sys.stderr)
        return 1
    server = quiet_server(simulator_app(pace, options.seed))
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"Simulator (offline) at http://{host}:{listening.getsockname()[1]}/v1", flush=True)
    if options.exit_with_stdin:
        threading.Thread(target=end_with_stdin, args=(server,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0


def end_with_stdin(server: uvicorn.Server) -> None:
    """Ends the server once whoever started it is gone, or has closed our stdin."""
    while sys.stdin.buffer.readline():
        pass
    server.should_exit = server.force_exit = True


if __name__ == "__main__":
    sys.exit(main())
