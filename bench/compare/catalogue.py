"""Writes rows and files of media while the node is stopped. Used by sweep.py and reconcile.py."""

import hashlib
import os
import sqlite3


def uuid7(milliseconds):
    random = bytearray(os.urandom(10))
    random[0] = 0x70 | random[0] & 0x0F
    random[2] = 0x80 | random[2] & 0x3F
    text = (milliseconds.to_bytes(6, "big") + bytes(random)).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def open_catalogue(data):
    # As the node opens it.
    connection = sqlite3.connect(os.path.join(data, "catalogue.db"), isolation_level=None, timeout=600)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000;")
    return connection


def fill(data, rows, body, at, has_file):
    """Adds so many media, a millisecond after each other; body gives each its bytes, and has_file tells which have a file."""
    connection = open_catalogue(data)
    outgoing = os.path.join(data, "media", "outgoing")

    def media():
        for number in range(rows):
            one, content = uuid7(at + number), body(number)
            if has_file(number):
                with open(os.path.join(outgoing, one), "wb") as file:
                    file.write(content)
            yield one, "image/jpeg", len(content), hashlib.sha256(content).digest(), at + number

    connection.execute("BEGIN")
    connection.executemany("INSERT INTO media (id, type, length, digest, created_at) VALUES (?, ?, ?, ?, ?)", media())
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    os.sync()
