"""A light load: blocking sockets kept open, in processes of their own, on this machine alone.

Python, for nothing lighter is among what the project installs; it sends the same bytes again and
again and reads only the length of the answer, a twentieth of what the server does for a page.
"""

import multiprocessing
import os
import socket
import time
from pathlib import Path

CLIENTS = 4
TICK = os.sysconf("SC_CLK_TCK")
MOST = 20_000  # requests of one client in one burst
_fork = multiprocessing.get_context("fork")


class Line:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        """Send, and read the whole answer; an error page is an error."""
        self.socket.sendall(request)
        data = self.socket.recv(1 << 18)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.socket.recv(1 << 18)
        head = data[:end].lower()
        if not head.startswith((b"http/1.1 200", b"http/1.1 302")):
            raise RuntimeError(data[:200])
        if b"transfer-encoding: chunked" in head:
            while not data.endswith(b"0\r\n\r\n"):
                data += self.socket.recv(1 << 18)
            return
        start = head.index(b"content-length:") + 15
        left = int(head[start:].split(b"\r\n", 1)[0]) - (len(data) - end - 4)
        while left > 0:
            left -= len(self.socket.recv(min(left, 1 << 18)))


def request(path: str, cookie: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: zh-CN,zh;q=0.9"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def one_by_one(port: int, asked: bytes, times: int) -> list[float]:
    """Seconds of each of so many requests over one connection."""
    line, spent = Line(port), []
    for _ in range(times):
        start = time.perf_counter()
        line.ask(asked)
        spent.append(time.perf_counter() - start)
    return spent


def together(port: int, asked: bytes, seconds: float) -> tuple[int, float]:
    """How many requests CLIENTS got answered in so many seconds, and how long it took."""
    gate, done = _fork.Barrier(CLIENTS + 1), _fork.Queue()
    clients = [
        _fork.Process(target=_client, args=(port, asked, seconds, gate, done), daemon=True)
        for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    gate.wait()
    start = time.perf_counter()
    total = sum(done.get(timeout=seconds + 60) for _ in clients)
    spent = time.perf_counter() - start
    for client in clients:
        client.join()
    return total, spent


def _client(port, asked, seconds, gate, done) -> None:
    line = Line(port)
    gate.wait()
    until, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < until and count < MOST:
        line.ask(asked)
        count += 1
    done.put(count)


def processor(pid: int) -> float:
    """Seconds of processor a process, and those it started, have used so far."""
    total = 0.0
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total = (int(stat[11]) + int(stat[12])) / TICK
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += processor(int(child))
    except OSError:
        pass
    return total
