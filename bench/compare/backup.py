"""Makes a volume, and does the parts of a backup by hand that a shell does not. Called by bench/compare/backup.

  backup.py fill DATA GB
  backup.py more DATA FILES
  backup.py copy DATA DEST      the catalogue, as sqlite3's .backup does
  backup.py forget DIR          its files are not in memory any more
  backup.py memory COMMAND…     runs it; the most memory it had, in MB
"""

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
import time

SMALL, LARGE = 250_000, 10_000_000


def uuid7(milliseconds):
    random = bytearray(os.urandom(10))
    random[0] = 0x70 | random[0] & 0x0F
    random[2] = 0x80 | random[2] & 0x3F
    text = (milliseconds.to_bytes(6, "big") + bytes(random)).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def write(data, sizes):
    connection = sqlite3.connect(os.path.join(data, "catalogue.db"), isolation_level=None, timeout=600)
    outgoing = os.path.join(data, "media", "outgoing")
    seed = os.urandom(LARGE)

    def media():
        for number, size in enumerate(sizes):
            at = int(time.time() * 1000)
            one = uuid7(at)
            # Random as a compressed picture is, and another one each time.
            body = os.urandom(16) + seed[16:size]
            with open(os.path.join(outgoing, one), "wb") as file:
                file.write(body)
            yield one, "image/jpeg", size, hashlib.sha256(body).digest(), at

    connection.execute("BEGIN")
    connection.executemany("INSERT INTO media (id, type, length, digest, created_at) VALUES (?, ?, ?, ?, ?)", media())
    connection.execute("COMMIT")
    connection.close()
    os.sync()
    forget(outgoing)


def forget(directory):
    os.sync()
    for folder, _, names in os.walk(directory):
        for name in names:
            handle = os.open(os.path.join(folder, name), os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def copy(data, destination):
    source = sqlite3.connect(f"file:{data}/catalogue.db?mode=ro", uri=True)
    target = sqlite3.connect(os.path.join(destination, "catalogue.db"))
    source.backup(target)
    target.close()


def main(verb, *arguments):
    if verb == "fill":
        half = int(float(arguments[1]) * 500_000_000)
        write(arguments[0], [SMALL] * (half // SMALL) + [LARGE] * (half // LARGE))
    elif verb == "more":
        write(arguments[0], [SMALL] * int(arguments[1]))
    elif verb == "copy":
        copy(*arguments)
    elif verb == "forget":
        forget(arguments[0])
    else:
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


main(*sys.argv[1:])
