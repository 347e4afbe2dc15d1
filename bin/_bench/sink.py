"""A mail server that takes everything and notes when: python -m _bench.sink PORT FILE"""

import asyncio
import sys
import time

from aiosmtpd.smtp import SMTP


class Notebook:
    def __init__(self, path):
        self.notes = open(path, "a", buffering=1)  # noqa: SIM115 (open as long as the process lives)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the library's name)
        for address in envelope.rcpt_tos:
            self.notes.write(f"{time.monotonic()} {address}\n")
        return "250 OK"


async def serve(port, path):
    notebook = Notebook(path)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(notebook, loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
