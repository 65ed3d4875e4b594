"""Messages over a Unix socket: a length, then JSON; open files travel beside them."""

import json
import os
import socket
import struct

LENGTH = struct.Struct("!I")
MOST = 4 * 1024 * 1024  # bytes: an environment is far smaller
MOST_FILES = 4


def send(connection: socket.socket, message: dict, files=()) -> None:
    """Send a message, and descriptors of open files with it.

    Raises:
        OSError: the other side is gone.
    """
    data = json.dumps(message).encode()
    data = LENGTH.pack(len(data)) + data
    sent = socket.send_fds(connection, [data], list(files)) if files else connection.send(data)
    connection.sendall(data[sent:])


def receive(connection: socket.socket) -> tuple[dict, list[int]] | None:
    """The next message and the descriptors that came with it; None when the other side is gone.

    Raises:
        ValueError: what came is no message.
        OSError: the connection broke, or nothing came within its timeout.
    """
    head, files, _flags, _address = socket.recv_fds(
        connection, LENGTH.size, MOST_FILES, socket.MSG_CMSG_CLOEXEC | socket.MSG_WAITALL
    )
    try:
        if not head:
            close(files)
            return None
        if len(head) < LENGTH.size or (size := LENGTH.unpack(head)[0]) > MOST:
            raise ValueError(f"Expected a message. Received: {head!r}")
        data = b""
        while len(data) < size:
            part = connection.recv(size - len(data))
            if not part:
                raise ValueError("Expected a whole message. Received: a part of one")
            data += part
        message = json.loads(data)
        if not isinstance(message, dict):
            raise ValueError(f"Expected a dictionary. Received: {message!r}")
        return message, files
    except BaseException:
        close(files)
        raise


def close(files) -> None:
    for file in files:
        os.close(file)


def peer(connection: socket.socket) -> tuple[int, int]:
    """(process id, user id) of the other side, as the system knows them."""
    size = struct.calcsize("3i")
    pid, user, _group = struct.unpack(
        "3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    )
    return pid, user
