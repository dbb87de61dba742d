"""The address of the page, taken before anything heavy is loaded: one that is in use is told at once."""

import socket

from interviewer.domain.errors import ConfigError


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 takes any that is free.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = f"Cannot listen on {host}, port {port}: {error.strerror}."
        raise ConfigError(f"{reason} Choose another with --port or INTERVIEWER_PORT.") from error
    return listener
