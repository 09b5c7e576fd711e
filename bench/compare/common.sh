# Sourced by upload and download: both servers side by side on loopback, the same client, medians of interleaved rounds.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../scripts/setup.sh"
need_sdk
need_packages nginx=nginx-light
build_node
dotnet build "$here/Load" -c Release --nologo -v quiet >"$root/artifacts/load.log" 2>&1 || { cat "$root/artifacts/load.log" >&2; exit 1; }
export PYTHONDONTWRITEBYTECODE=1 # catalogue.py is imported from beside the sources.
load="dotnet $root/artifacts/bin/Load/release/Load.dll"
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-4}
work=$(mktemp -d)
node_pid=
nginx_pids=()

stop_servers() {
  [ -n "$node_pid" ] && { kill "$node_pid" 2>/dev/null; wait "$node_pid" 2>/dev/null; }
  node_pid=
  local pid
  for pid in "${nginx_pids[@]}"; do kill "$pid" 2>/dev/null; done
  nginx_pids=()
}
finish() { stop_servers; rm -rf "$work" "${place:-$work}"; }
trap finish EXIT

# start_node DIR: on port 18090, logged in; sets token and node_pid.
start_node() {
  MEDIANODE_ADMIN_PASSWORD=Bench-1234 "$root/artifacts/node/MediaNode" serve --data "$1" --urls http://127.0.0.1:18090 >"$work/node.log" 2>&1 &
  node_pid=$!
  until curl -sf http://127.0.0.1:18090/readyz >/dev/null; do sleep 0.1; kill -0 "$node_pid" || { cat "$work/node.log" >&2; exit 1; }; done
  token=$(curl -s -u admin:Bench-1234 -X POST http://127.0.0.1:18090/v1/users/login | sed 's/.*"token":"\([^"]*\)".*/\1/')
}

# start_nginx NAME PORT DIR BODY_BUFFER: Debian's nginx with its own settings, but for where it keeps things and the body buffer.
start_nginx() {
  mkdir -p "$3/data" "$3/tmp"
  cat >"$work/$1.conf" <<CONF
worker_processes auto; daemon off; pid $work/$1.pid; error_log $work/$1.log; $([ "$(id -u)" -eq 0 ] && echo 'user root;')
events { worker_connections 768; }
http {
  sendfile on; tcp_nopush on; access_log off; default_type application/octet-stream;
  client_max_body_size 200m; client_body_temp_path $3/tmp; client_body_buffer_size $4; keepalive_requests 100000000;
  server { listen 127.0.0.1:$2; root $3/data; location / { dav_methods PUT DELETE; } }
}
CONF
  nginx -c "$work/$1.conf" >"$work/$1.out" 2>&1 &
  nginx_pids+=($!)
  until curl -s "http://127.0.0.1:$2/" >/dev/null; do sleep 0.1; done
}

# cpu_of PID…: seconds of CPU of the processes and their children.
cpu_of() {
  local pid total=0
  for pid in "$@" $(printf '%s\n' "$@" | xargs -I{} pgrep -P {} 2>/dev/null); do
    total=$((total + $(awk '{sub(/.*\) /, ""); print $12 + $13}' "/proc/$pid/stat" 2>/dev/null || echo 0)))
  done
  echo "$total"
}

# whole_cpu: seconds of the node and of all children that it has waited for.
whole_cpu() { awk -v hertz="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print ($12 + $13 + $14 + $15) / hertz}' "/proc/$node_pid/stat"; }

# field NAME LINE
field() { printf '%s\n' "$2" | sed -n "s/.*\b$1=\([0-9.]*\).*/\1/p"; }
median() { sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

# body SIZE: a file of that size on the memory disk.
body() {
  local file=$bodies/$1
  [ -e "$file" ] || head -c "$(numfmt --from=iec "${1^^}")" /dev/urandom >"$file"
  echo "$file"
}
bodies=/dev/shm/medianode-bench-bodies
mkdir -p "$bodies"
