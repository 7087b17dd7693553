"""Streamscope's library: protocol (the wire, pure), engine (talks to servers), simulator (is one), view (draws)."""
