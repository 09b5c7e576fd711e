# Sourced by run, test and medianode: brings a fresh machine to where the project builds and runs. Says what it does on stderr.
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

need_sdk() {
  local want have
  want=$(sed -n 's/.*"version": *"\([0-9]*\)\..*/\1/p' "$root/global.json")
  have=$(dotnet --list-sdks 2>/dev/null | grep -c "^$want\.") || true
  if [ "${have:-0}" -eq 0 ]; then
    say "MediaNode needs the .NET $want SDK, and 'dotnet --list-sdks' shows none."
    say "Install it (https://dotnet.microsoft.com/download/dotnet/$want.0) and run this again."
    exit 1
  fi
  # The built binary looks for the runtime here when it is not in the usual place.
  DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
  export DOTNET_ROOT DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# need_packages COMMAND=PACKAGE…: installs the Debian packages whose commands are missing; without root it says which.
need_packages() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing ${missing[*]}"
    if ! { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
        || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; }; } >"$root/artifacts/apt.log" 2>&1; then
      say "could not install ${missing[*]}; artifacts/apt.log has the reason. Going on without: './medianode doctor' tells what is lost."
    fi
  else
    say "not installed: ${missing[*]}. Install them as root (apt-get install ${missing[*]}); './medianode doctor' tells what is lost without."
  fi
}

# The page at /docs. The node runs without it and says at /docs how to build it.
build_web() {
  local out=$root/src/MediaNode/wwwroot/docs
  if [ -d "$root/web" ] && { [ ! -d "$out" ] || newer_than "$out/index.html" "$root/web"; }; then
    if ! command -v npm >/dev/null 2>&1; then
      say "npm is not installed: going on without the page at /docs (install Node.js 20 for it)."
      return
    fi
    say "building the page at /docs"
    (cd "$root/web" && npm ci --no-audit --no-fund --silent && npm run --silent build) >"$root/artifacts/web.log" 2>&1 \
      || say "the web build failed; artifacts/web.log has the reason. Going on without the page at /docs."
  fi
}

# install_npm FOLDER…: what the tests in these folders of tests/ need of npm. Without it they fail, and say so.
install_npm() {
  local name folder
  for name in "$@"; do
    folder=$root/tests/$name
    newer_than "$folder/node_modules/.package-lock.json" "$folder/package.json" "$folder/package-lock.json" || continue
    if ! command -v npm >/dev/null 2>&1; then
      say "npm is not installed: the tests of tests/$name cannot run (install Node.js 16 or later)."
      return
    fi
    say "installing what tests/$name needs"
    (cd "$folder" && npm ci --no-audit --no-fund --silent && touch node_modules/.package-lock.json) >"$root/artifacts/npm-$name.log" 2>&1 \
      || say "that failed; artifacts/npm-$name.log has the reason."
  done
}

# newer_than FILE FOLDER…: whether anything in the folders is newer than the file, or the file is missing.
newer_than() {
  local file=$1
  shift
  [ ! -e "$file" ] || [ -n "$(find "$@" -newer "$file" -type f -not -path '*/node_modules/*' -not -path '*/wwwroot/*' -print -quit)" ]
}

build_node() {
  local binary=$root/artifacts/node/MediaNode.dll
  if newer_than "$binary" "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json"; then
    say "building MediaNode (Release)"
    # By relative names: MSBuild trips over an apostrophe in a full one.
    if ! (cd "$root" && dotnet publish src/MediaNode -c Release -o artifacts/node --nologo -v quiet) >"$root/artifacts/build.log" 2>&1; then
      cat "$root/artifacts/build.log" >&2
      exit 1
    fi
    touch "$binary"
  fi
}

mkdir -p "$root/artifacts"
