"""The DynamoDB of the benchmark: moto holds the content, and its answers are recorded and replayed.

moto needs milliseconds per request, which would hide the differences to be measured. The first request of a kind goes
to moto. Its answer is stored with DynamoDB's checksum and replayed from then on.
"""

import http.client
import socketserver
import sys
from threading import Thread
from urllib.parse import urlsplit
from zlib import crc32

import boto3

from bench import content
from cli.local.emulator import Emulator
from cli.local.resources import create_tables
from cli.local.stack import Stack


class Replay(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.moto = urlsplit(endpoint).netloc
        self.answers: dict[tuple[bytes, bytes], bytes] = {}

    def answer(self, target: bytes, body: bytes) -> bytes:
        """The complete HTTP response to an operation with this body."""
        if (target, body) not in self.answers:
            self.answers[target, body] = self.request(target, body)
        return self.answers[target, body]

    def request(self, target: bytes, body: bytes) -> bytes:
        connection = http.client.HTTPConnection(self.moto)
        # moto reads only the region from the signature.
        scope = "AWS4-HMAC-SHA256 Credential=bench/20251218/eu-central-1/dynamodb/aws4_request"
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": target.decode(),
            "authorization": scope,
        }
        connection.request("POST", "/", body, headers)
        reply = connection.getresponse()
        text = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{target.decode()}: {reply.status} {text.decode()}")
        head = (
            f"HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Thu, 18 Dec 2025 07:00:00 GMT\r\n"
            f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(text)}\r\nConnection: keep-alive\r\n"
            f"x-amzn-RequestId: {'A' * 52}\r\nx-amz-crc32: {crc32(text)}\r\n\r\n"
        )
        return head.encode() + text


class Connection(socketserver.StreamRequestHandler):
    """A persistent connection: answers requests until the client closes it."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        while self.rfile.readline():
            target, length = b"", 0
            while (line := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"x-amz-target":
                    target = value.strip()
                elif name.lower() == b"content-length":
                    length = int(value)
            self.wfile.write(self.server.answer(target, self.rfile.read(length)))


def main() -> None:
    """Fill the tables, print the addresses of the replay and of moto, and serve until standard input is closed."""
    stack = Stack(parameters={"SiteUrl": "https://news.example"})
    with Emulator() as emulator:
        emulator.use(stack.region)
        create_tables(stack, boto3.client("dynamodb"))
        content.publish_articles(stack)
        content.store_rates(stack)
        replay = Replay(emulator.endpoint)
        Thread(target=replay.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{replay.server_address[1]} {emulator.endpoint}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
