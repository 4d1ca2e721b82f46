#!/usr/bin/env bash
# Starts a server, pushes the example project to it, waits for its run, and leaves the server there to be looked at.
# Needs git, and nothing else.
set -euo pipefail
maillon=$(realpath "$1")
examples=$(realpath "$(dirname "$0")/../examples/quotes")
data=${MAILLON_DEMO_DATA:-${TMPDIR:-/tmp}/maillon-demo-$(id -u)}
listen=${MAILLON_DEMO_LISTEN:-127.0.0.1:8080}
url=http://$listen

# A call of the API: method, path, body.
call() {
  local body=${3:-}
  exec 3<>"/dev/tcp/${listen%:*}/${listen##*:}"
  printf '%s %s HTTP/1.1\r\nhost: %s\r\nconnection: close\r\nauthorization: Bearer %s\r\n' "$1" "$2" "$listen" "${token:-}" >&3
  printf 'content-type: application/json\r\ncontent-length: %s\r\n\r\n%s' "${#body}" "$body" >&3
  cat <&3
  exec 3>&-
}

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
    call GET /readyz 2>/dev/null | grep -q ' 200 OK' && return
    kill -0 "$(cat "$data/pid")" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server does not answer:" >&2
  cat "$data/log" >&2
  exit 1
}

# A project on the server, made of the example with one of its definitions.
push() {
  project=quotes-$1
  call POST /api/v1/projects "{\"name\": \"$project\"}" | grep -q ' 201 Created' || { echo "no project was made" >&2; exit 1; }
  cp -R "$examples" "$data/$project"
  cd "$data/$project"
  for definition in .gitlab-ci.yml .github Jenkinsfile; do
    [ "$definition" = "$2" ] || rm -rf "$definition"
  done
  git init -q -b main
  git add -A
  git -c user.name=demo -c user.email=demo@example.invalid commit -q -m "feat: a server of quotes"
  title "git push $url/git/$project main"
  git -c "http.extraHeader=Authorization: Basic $(printf 'demo:%s' "$token" | base64 | tr -d '\n')" \
    push "$url/git/$project" main
}

# Waits for the runs of a project.
await() {
  for _ in $(seq 1200); do
    "$maillon" ps --server "$url" --project "$1" | grep -q '^nothing runs' && return
    sleep 0.5
  done
}

stop_earlier
title "maillon serve --listen $listen"
start
token=$("$maillon" admin token demo --data "$data/server")
export MAILLON_TOKEN="$token"
push gitlab .gitlab-ci.yml
await quotes-gitlab
title "maillon ps --all"
"$maillon" ps --all --server "$url"
title "the server is at $url"
echo "sign in once by this link: $("$maillon" admin link demo --url "$url" --data "$data/server")"
echo "stop it with: kill $(cat "$data/pid")"
