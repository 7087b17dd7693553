"""`python watched.py run app.py …`: Streamlit as ever, and at WATCHED_PORT what a process can only say of itself.

`GET /` gives the engine's open runs, its tasks, the runs that it keeps, the visitors that it waits for, whether
its loop ever made a thread pool, and the threads.
"""

import asyncio
import gc
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from streamlit.web.cli import main


def state() -> dict[str, Any]:
    """The figures; those of the engine only once there is one."""
    gc.collect()
    threads = sorted(thread.name for thread in threading.enumerate())
    found: dict[str, Any] = {"threads": threads}
    # Looked up by name: an import of ours here would be before Streamlit's own.
    for engine in [thing for thing in gc.get_objects() if type(thing).__name__ == "Engine" and hasattr(thing, "kept")]:
        tasks = [task.get_name() for task in asyncio.all_tasks(engine.loop)]
        found |= {"live": engine.live, "tasks": tasks, "kept": len(engine.kept.runs), "gone": len(engine.kept.gone)}
        found["pool"] = getattr(engine.loop, "_default_executor", None) is not None
    runs = [thing for thing in gc.get_objects() if type(thing).__name__ == "Run" and hasattr(thing, "last_followed")]
    found["runs"] = sum(bool(run.events) for run in runs)
    return found


class Answer(BaseHTTPRequestHandler):
    """Serves the figures."""

    def do_GET(self) -> None:
        body = json.dumps(state()).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if port := os.environ.get("WATCHED_PORT"):
    server = HTTPServer(("127.0.0.1", int(port)), Answer)
    threading.Thread(target=server.serve_forever, name="watched", daemon=True).start()
sys.argv[0] = "streamlit"
sys.exit(main())
