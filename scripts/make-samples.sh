#!/usr/bin/env bash
# Makes the catalogue of media that the tests try: real files, by ffmpeg, vips and plain shell.
# Usage: make-samples.sh [DIRECTORY]. Prints the directory. Without one it is artifacts/samples/DIGEST, where DIGEST is that of these
# scripts: a second run finds it made and costs nothing. What each file is, and what becomes of it, stands in tests/MediaNode.Tests/Samples.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
digest=$(cat "$here/make-samples.sh" "$here"/samples/*.sh | sha256sum | cut -c1-16)
target=${1:-$here/../artifacts/samples/$digest}
mkdir -p "$(dirname "$target")"
target=$(readlink -f "$target")
if [ -e "$target/made" ]; then
  echo "$target"
  exit
fi

if [ -e "$target" ] && ! rmdir "$target" 2>/dev/null; then
  echo "$target is there already and is no catalogue: name a directory that is empty or new" >&2
  exit 1
fi

# Two runs at once make the files once. They become visible when all of them are there.
exec 9>"$target.lock"
flock 9
if [ ! -e "$target/made" ]; then
  work=$(mktemp -d "$target.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  lanes=()
  for lane in pictures sounds+documents videos; do
    (
      mkdir "$work/$lane.scratch"
      cd "$work"
      scratch=$work/$lane.scratch
      . "$here/samples/bytes.sh"
      for part in ${lane/+/ }; do . "$here/samples/$part.sh"; done
      rm -r "$scratch"
    ) 9>&- &
    lanes+=($!)
  done
  failed=0
  for lane in "${lanes[@]}"; do wait "$lane" || failed=1; done
  [ $failed -eq 0 ]
  chmod 755 "$work"
  touch "$work/made"
  mv -T "$work" "$target"
  # What earlier scripts made is of no use to anybody.
  [ $# -gt 0 ] || find "$(dirname "$target")" -mindepth 1 -maxdepth 1 ! -name "$digest*" -exec rm -rf {} +
fi
echo "$target"
