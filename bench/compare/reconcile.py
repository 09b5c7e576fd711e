"""Fills a catalogue and a volume, has them held against each other, and measures. Called by bench/compare/reconcile.

  reconcile.py fill DATA FILES LENGTH
  reconcile.py node URL TOKEN quick|full
  reconcile.py forget DIR
"""

import http.client
import json
import os
import sys
import time
import urllib.parse

import catalogue


def fill(data, files, length):
    base = os.urandom(length)
    catalogue.fill(
        data, files, lambda number: number.to_bytes(8, "big") + base[8:], int((time.time() - 86400) * 1000), lambda number: True)


def forget(directory):
    """Has memory keep nothing of the files, so that whoever reads them next reads the disk, as the node does."""
    with os.scandir(directory) as entries:
        for entry in entries:
            file = os.open(entry.path, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def node(url, token, how):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)

    def call(method, body=None):
        connection.request(method, "/api/reconcile", body, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method}: {answer.status} {text.decode()}")
        return json.loads(text)["reconcile"]

    began = time.perf_counter()
    call("POST", json.dumps({"quick": how == "quick"}))
    while (state := call("GET"))["status"] == "processing":
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    if state["status"] != "complete" or state["findings"]:
        sys.exit(f"all should be as it is: {state}")
    print(f"seconds={seconds:.2f} looked={state['looked']} bytes={state['bytes']}")


arguments = sys.argv[2:]
if sys.argv[1] == "fill":
    fill(arguments[0], int(arguments[1]), int(arguments[2]))
elif sys.argv[1] == "forget":
    forget(arguments[0])
else:
    node(*arguments)
