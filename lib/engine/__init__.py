"""What talks to a server: client sends one request, runs keeps what arrives, backends says where to send it."""
