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

# A project on the server, made of the example with one of its definitions.
push() {
  project=quotes-$1
  call -X POST -H 'content-type: application/json' -d "{\"name\": \"$project\"}" "$url/api/v1/projects" >/dev/null
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

call() { curl -fsS -H "Authorization: Bearer $token" "$@"; }

# Waits for the first run of a project.
await() {
  for _ in $(seq 1200); do
    state=$(call "$url/api/v1/projects/$1/runs/1" | sed 's/.*"state":"\([a-z]*\)".*/\1/;q')
    case $state in pending | running | '') sleep 0.5 ;; *) break ;; esac
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
