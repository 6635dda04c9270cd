"""Keeps the state of moto: saves what each request changed before its answer is sent, and restores it at the start."""

import json
import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from moto.backends import get_backend

from cli.local.persistence.folder import AGAIN, DataUnusable
from cli.local.persistence.journal import Journal
from cli.local.persistence.messages import Mails, Messages
from cli.local.persistence.objects import Objects
from cli.local.persistence.parameters import Parameters
from cli.local.persistence.services import Service
from cli.local.persistence.tables import Tables
from cli.local.persistence.users import Sessions, Users
from cli.local.stack import ACCOUNT

Answer = TypeVar("Answer")

_READS = ("Get", "List", "Describe", "Receive", "Query", "Scan", "BatchGet")
"""Beginnings of the names of operations that change nothing. A message that was received is kept as not received."""


class Keeper:
    """Between the server and moto. It saves after `restore`, and commits after `begin`."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        """`name` is what messages call the folder."""
        self.journal, self.name = Journal(database), name
        # A start that is killed leaves the folder as it was, and no half of the samples.
        self.journal.hold()
        self.tables: Tables | None = None
        self._services: tuple[Service, ...] = ()
        self._saved: dict[str, dict[str, object]] = {}
        self._tables_lock, self._services_lock = Lock(), Lock()

    def restore(self, region: str) -> None:
        """Put back everything, after the resources of the template were created. Raises `DataUnusable`."""

        def backend(service: Any, place: str = region) -> Any:
            return get_backend(service)[ACCOUNT][place]

        services: tuple[Service, ...] = (
            Users(backend("cognito-idp")),
            Sessions(backend("cognito-idp")),
            Parameters(backend("ssm")),
            Objects(backend("s3", "aws")),
            Mails(backend("ses")),
            Messages(backend("sqs")),
        )
        tables = Tables(self.journal, backend("dynamodb"))
        try:
            tables.restore()
            for service in services:
                self._restore_service(service)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise DataUnusable(f"the data in {self.name} is damaged; {AGAIN}") from None
        self.tables, self._services = tables, services

    def begin(self) -> None:
        """Commit what the start wrote. From now on each write is on disk before its answer."""
        self.journal.release()

    def close(self) -> None:
        """End the use of the folder, after the last request."""
        with self._tables_lock, self._services_lock:
            self.journal.close()

    def note(self, name: str, **value: Any) -> Any:
        """Keep a fact about the content. Returns the former one, or None."""
        former = self._read_note(name)
        with self.journal.transaction():
            self.journal.save("note", name, json.dumps(value))
        return former

    def note_address(self, address: str) -> str:
        """Keep the address of the site, which published articles contain. Returns other ones from before."""
        former = (self._read_note("addresses") or {}).get("all", [])
        self.note("addresses", all=sorted({*former, address}))
        return " and ".join(other for other in former if other != address)

    def _read_note(self, name: str) -> Any:
        return {key: value for key, value, _ in self.journal.records("note")}.get(name)

    def _restore_service(self, service: Service) -> None:
        for key, value, content in self.journal.records(service.kind):
            service.restore(key, value, content)
        stored = self.journal.keys(service.kind)
        self._saved[service.kind] = {entry.key: entry.version for entry in service.entries() if entry.key in stored}

    def save_tables(self, operation: str, request: bytes, handle: Callable[[], Answer]) -> Answer:
        """Handle a request to DynamoDB, and save what it changed. One request at a time."""
        if self.tables is None or operation.startswith(_READS):
            return handle()
        with self._tables_lock:
            answer = handle()
            with self.journal.transaction():
                self.tables.save(operation, json.loads(request))
            self.tables.note_saved()
        return answer

    def save_services(self, operation: str, path: str, handle: Callable[[], Answer]) -> Answer:
        """Handle a request to another service, and save what it changed. `path` is that of a REST request."""
        if operation.startswith(_READS):
            return handle()
        with self._services_lock:
            answer = handle()
            with self.journal.transaction():
                saved = {service.kind: self._save_service(service, service.scope(path)) for service in self._services}
            self._saved = saved
        return answer

    def _save_service(self, service: Service, scope: str | None) -> dict[str, object]:
        """Save the entries whose keys begin with a scope. Returns the versions of all entries, by key."""
        saved = self._saved[service.kind]
        if scope is None:
            return saved
        former = {key for key in saved if key.startswith(scope)}
        present = {}
        for entry in service.entries(scope):
            present[entry.key] = entry.version
            if saved.get(entry.key) != entry.version:
                value, content = entry.read()
                self.journal.save(service.kind, entry.key, json.dumps(value), content)
        for key in former - present.keys():
            self.journal.delete(service.kind, key)
        return {key: version for key, version in saved.items() if key not in former} | present
