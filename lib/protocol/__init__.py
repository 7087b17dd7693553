"""What goes over the wire, without IO: bytes -> frames (sse) -> events -> one response (response) -> a run (run)."""
