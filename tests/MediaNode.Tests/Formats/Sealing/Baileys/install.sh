#!/usr/bin/env bash
# Puts the pinned baileys into artifacts/baileys, once, and prints that folder. Exits with 69 when npm cannot reach the network.
set -uo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root=$(cd "$here/../../../../.." && pwd)
place=$root/artifacts/baileys
mkdir -p "$place"
exec 9>"$place/lock"
flock 9
if ! cmp -s "$here/package-lock.json" "$place/installed"; then
  rm -f "$place/installed"
  cp "$here/package.json" "$here/package-lock.json" "$place/"
  if ! (cd "$place" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1) >"$place/npm.log" 2>&1; then
    cat "$place/npm.log" >&2
    grep -qE 'E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)|ERR_SOCKET_TIMEOUT' "$place/npm.log" && exit 69
    exit 1
  fi
  cp "$here/package-lock.json" "$place/installed"
fi
echo "$place"
