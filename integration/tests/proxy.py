"""A proxy between dockverify and the engine: records every request, and breaks replies on demand.

A fault is a function `fault(request, number)` that returns None (pass the reply on) or one of
  ("cut", N)       pass N bytes of the reply on, then close
  ("say", BYTES)   answer with these bytes instead of asking the engine, then close
  ("lose",)        let the engine carry the request out, but close without a word of its reply
  ("drop", SECS)   pass the reply on for so many seconds, then close
  ("drip", N)      pass the reply on in pieces of N bytes with pauses
  ("hang",)        never answer
`number` counts the requests with this method and path (without version and query).
"""

import contextlib
import re
import socket
import threading
import time
from collections import Counter, namedtuple

Request = namedtuple("Request", "method path query")


class Proxy:
    """Listens on a unix socket at `path`, as a context manager."""

    def __init__(self, path, engine_socket, fault=None):
        self.path, self.host = str(path), f"unix://{path}"
        self._engine, self._fault = engine_socket, fault or (lambda request, number: None)
        self._lock = threading.Lock()
        self._counts = Counter()
        self.requests = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._closing = threading.Event()
        self._open = set()

    def __enter__(self):
        self._listener.bind(self.path)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        self._close(self._listener)
        with self._lock:
            left = list(self._open)
        for connection in left:
            self._close(connection)

    @property
    def writes(self):
        return [r for r in self.requests if r.method not in ("GET", "HEAD")]

    def count(self, method, pattern):
        return sum(r.method == method and re.search(pattern, r.path) is not None for r in self.requests)

    @staticmethod
    def _close(connection):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            connection.close()

    def _accept(self):
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        engine = socket.socket(socket.AF_UNIX)
        with self._lock:
            self._open.update((client, engine))
        try:
            engine.connect(self._engine)
            _Exchange(self, client, engine).run()
        except OSError:
            pass
        finally:
            self._close(client)
            self._close(engine)
            with self._lock:
                self._open -= {client, engine}

    def note(self, request):
        """Records a request; returns what to do with its reply."""
        with self._lock:
            self.requests.append(request)
            self._counts[request[:2]] += 1
            return self._fault(request, self._counts[request[:2]])


class _Exchange:
    """One client connection: requests are parsed, replies pumped as bytes."""

    def __init__(self, proxy, client, engine):
        self._proxy, self._client, self._engine = proxy, client, engine
        self._buffer = b""
        self._limit = None  # bytes of the reply that may still pass
        self._drip = 0

    def run(self):
        threading.Thread(target=self._pump, daemon=True).start()
        while (head := self._head()) is not None:
            line, _, rest = head.partition(b"\r\n")
            method, target, _ = line.decode("latin-1").split(" ", 2)
            path, _, query = target.partition("?")
            request = Request(method, re.sub(r"^/v\d+\.\d+", "", path), query)
            fault = self._proxy.note(request)
            if fault and fault[0] == "say":
                self._body(rest)
                self._client.sendall(fault[1])
                return
            if fault and fault[0] == "hang":
                while not self._proxy._closing.wait(0.2):  # pylint: disable=protected-access
                    pass
                return
            if fault:
                self._prepare(fault)
            self._engine.sendall(head)
            if b"upgrade:" in head.lower() or re.search(r"/exec/[^/]+/start$|/attach$", request.path):
                self._engine.sendall(self._body(rest))
                while data := self._client.recv(65536):
                    self._engine.sendall(data)
                return
            self._engine.sendall(self._body(rest))

    def _prepare(self, fault):
        if fault[0] == "cut":
            self._limit = fault[1]
        elif fault[0] == "lose":
            self._limit = 0
        elif fault[0] == "drip":
            self._drip = fault[1]
        elif fault[0] == "drop":
            threading.Timer(fault[1], Proxy._close, (self._client,)).start()

    def _pump(self):
        try:
            while data := self._engine.recv(65536):
                if self._limit is not None:
                    data, self._limit = data[:self._limit], max(0, self._limit - len(data))
                if self._drip:
                    for at in range(0, len(data), self._drip):
                        self._client.sendall(data[at:at + self._drip])
                        time.sleep(0.002)
                elif data:
                    self._client.sendall(data)
                if self._limit == 0:
                    break
        except OSError:
            pass
        Proxy._close(self._client)

    def _fill(self):
        data = self._client.recv(65536)
        self._buffer += data
        return bool(data)

    def _take(self, size):
        while len(self._buffer) < size:
            if not self._fill():
                break
        out, self._buffer = self._buffer[:size], self._buffer[size:]
        return out

    def _head(self):
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        return self._take(self._buffer.index(b"\r\n\r\n") + 4)

    def _line(self):
        while b"\r\n" not in self._buffer:
            if not self._fill():
                return b""
        return self._take(self._buffer.index(b"\r\n") + 2)

    def _body(self, headers):
        lower = headers.lower()
        if b"transfer-encoding: chunked" in lower:
            out = b""
            while True:
                line = self._line()
                size = int(line.strip().split(b";")[0] or b"0", 16)
                out += line + self._take(size + 2)
                if size == 0:
                    return out
        length = re.search(rb"content-length:\s*(\d+)", lower)
        return self._take(int(length.group(1))) if length else b""
