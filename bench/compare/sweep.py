"""Fills a catalogue with old media, has them forgotten, and measures what uploads see meanwhile. Called by bench/compare/sweep.

  sweep.py fill DATA ROWS FILES
  sweep.py node URL TOKEN ROWS
  sweep.py peer DATA ROWS
"""

import http.client
import json
import os
import resource
import sys
import threading
import time
import urllib.parse

import catalogue
from catalogue import open_catalogue, uuid7

AT_REST = 5  # Seconds of uploads before the sweep begins, to compare with.
BODY = os.urandom(1024)


def fill(data, rows, files):
    every = max(1, rows // files) if files else rows + 1
    catalogue.fill(
        data, rows, lambda number: BODY, int((time.time() - 60 * 86400) * 1000),
        lambda number: number % every == 0 and number // every < files)


class Pulse(threading.Thread):
    """Does the same again and again, and notes how long each took."""

    def __init__(self, beat):
        super().__init__(daemon=True)
        self.beat, self.took, self.stopping = beat, [], False
        self.start()

    def run(self):
        while not self.stopping:
            began = time.perf_counter()
            self.beat()
            self.took.append((time.perf_counter() - began) * 1000)
            time.sleep(0.002)

    def mark(self):
        took, self.took = self.took, []
        took.sort()
        return took[-1], took[int(len(took) * 0.99)], len(took)

    def end(self):
        self.stopping = True
        self.join()
        return self.mark()


def report(rows, seconds, pulse, rest, more):
    longest, p99, count = pulse.end()
    print(
        f"rate={rows / seconds:.0f} seconds={seconds:.1f} longest={longest:.1f} p99={p99:.1f} "
        f"restlongest={rest[0]:.1f} restp99={rest[1]:.1f} uploads={rest[2] + count} {more}")


def node(url, token, rows):
    host = urllib.parse.urlsplit(url).netloc

    def call(connection, method, path, body=None, kind="image/jpeg"):
        connection.request(method, path, body, {"Authorization": f"Bearer {token}", "Content-Type": kind})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
        return text

    uploads, own = http.client.HTTPConnection(host), http.client.HTTPConnection(host)
    pulse = Pulse(lambda: call(uploads, "POST", "/v1/media", BODY))
    time.sleep(AT_REST)
    rest = pulse.mark()
    call(own, "PUT", "/v1/services/media/gc")
    while True:
        time.sleep(0.1)
        sweep = next(one for one in json.loads(call(own, "GET", "/api/retention/sweeps"))["sweeps"] if one["of"] == "media")
        if sweep["status"] != "processing":
            break

    if sweep["status"] != "complete" or sweep["forgotten"] != rows:
        sys.exit(f"not all is gone: {sweep}")
    started, ended = (seconds_of(sweep[name]) for name in ("started_at", "ended_at"))
    report(rows, max(0.001, ended - started), pulse, rest, "")


def seconds_of(text):
    whole, _, fraction = text.rstrip("Z").replace("+00:00", "").partition(".")
    return time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float(f"0.{fraction or 0}")


def peer(data, rows):
    connections = threading.local()

    def insert():
        if not hasattr(connections, "own"):
            connections.own = open_catalogue(data)
        now = int(time.time() * 1000)
        connections.own.execute(
            "INSERT INTO media (id, type, length, digest, created_at) VALUES (?, 'image/jpeg', 1024, x'00', ?)", (uuid7(now), now))

    pulse = Pulse(insert)
    time.sleep(AT_REST)
    rest = pulse.mark()
    before = int((time.time() - 30 * 86400) * 1000)
    outgoing = os.path.join(data, "media", "outgoing")
    connection = open_catalogue(data)
    began = time.perf_counter()
    ids = [row[0] for row in connection.execute("SELECT id FROM media WHERE created_at < ?", (before,))]
    connection.execute("DELETE FROM media WHERE created_at < ?", (before,))
    for one in ids:
        try:
            os.unlink(os.path.join(outgoing, one))
        except FileNotFoundError:
            pass
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if len(ids) != rows:
        sys.exit(f"{len(ids)} rows went, and not {rows}")
    report(rows, seconds, pulse, rest, f"memory={memory}")


arguments = sys.argv[2:]
if sys.argv[1] == "fill":
    fill(arguments[0], int(arguments[1]), int(arguments[2]))
elif sys.argv[1] == "node":
    node(arguments[0], arguments[1], int(arguments[2]))
else:
    peer(arguments[0], int(arguments[1]))
