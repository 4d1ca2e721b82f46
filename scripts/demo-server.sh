#!/bin/sh
# Starts a server, pushes the example project to it in each of the three dialects, waits for their runs, and leaves the
# server there to be looked at.
set -eu
maillon=$(realpath "$1")
library=$(realpath "$(dirname "$0")/../examples/quotes-library")
examples=$(realpath "$(dirname "$0")/../examples/quotes")
data=${MAILLON_DEMO_DATA:-${TMPDIR:-/tmp}/maillon-demo-$(id -u)}
listen=${MAILLON_DEMO_LISTEN:-127.0.0.1:8080}
url=http://$listen

title() { printf '\n=== %s\n\n' "$*"; }

stop_earlier() {
  [ -f "$data/pid" ] || return 0
  kill "$(cat "$data/pid")" 2>/dev/null || true
  for _ in $(seq 50); do kill -0 "$(cat "$data/pid")" 2>/dev/null || return 0; sleep 0.2; done
}

start() {
  rm -rf "$data"
  mkdir -p -m 700 "$data"
  XDG_CACHE_HOME=$data/cache nohup "$maillon" serve --listen "$listen" --data "$data/server" --embedded-executor shell \
    >"$data/log" 2>&1 &
  echo $! >"$data/pid"
  for _ in $(seq 100); do
    curl -fsS "$url/readyz" >/dev/null 2>&1 && return
    kill -0 "$(cat "$data/pid")" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server does not answer:" >&2
  cat "$data/log" >&2
  exit 1
}
