"""A stand-in of SES on the loopback: answers each mail after the time that SES takes, and keeps who got one."""

import asyncio
import json
import re
import threading
from collections import Counter

SECONDS = 0.05
"""Time until an answer."""
_TO = re.compile(rb'"ToAddresses": \["([^"]+)"')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class FakeSes:
    """`received` counts the mails of each address."""

    def __init__(self) -> None:
        self.received: Counter[bytes] = Counter()
        self._ready = threading.Event()
        self.port = 0

    def start(self) -> None:
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if to := _TO.search(body):
                    self.received[to[1]] += 1
                    await asyncio.sleep(SECONDS)
                answer = json.dumps({"MessageId": f"{sum(self.received.values()):016d}"}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b"content-length: %d\r\n\r\n%s" % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
