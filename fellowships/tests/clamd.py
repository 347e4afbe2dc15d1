"""A tiny clamd: it speaks INSTREAM over a real socket, and finds EICAR's test words."""

import contextlib
import socketserver
import struct
import threading

HARMFUL = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class _Talk(socketserver.BaseRequestHandler):
    def handle(self):
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self._read(4))[0]:
            content += self._read(length)
            if len(content) > self.server.longest:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.asked += 1
        # In two pieces, as networks do.
        self.request.sendall(b"stream: ")
        self.request.sendall(b"Eicar-Signature FOUND\0" if HARMFUL in content else b"OK\0")

    def _read(self, length):
        data = b""
        while len(data) < length:
            part = self.request.recv(length - len(data))
            if not part:
                raise ConnectionError
            data += part
        return data


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    asked = 0
    longest = 10 * 1024 * 1024


class _UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    asked = 0
    longest = 10 * 1024 * 1024


@contextlib.contextmanager
def running(path=None):
    """(server, its CLAMD_URL); over TCP, or at the path of a socket file."""
    server = _UnixServer(str(path), _Talk) if path else _Server(("127.0.0.1", 0), _Talk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server, f"unix://{path}" if path else "tcp://{}:{}".format(*server.server_address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
