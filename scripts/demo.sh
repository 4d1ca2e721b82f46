#!/bin/sh
# Runs the example project's pipeline, as a user would in a repository of his own.
set -eu
maillon=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$(dirname "$0")/../examples/quotes" "$work/quotes"
cd "$work/quotes"
git init -q -b main
git add -A
git -c user.name=demo -c user.email=demo@example.invalid commit -q -m "feat: a server of quotes"

title() { printf '\n=== %s\n\n' "$*"; }

title "maillon plan"
"$maillon" plan
title "maillon run --executor shell"
"$maillon" run --executor shell
if ! docker version >/dev/null 2>&1; then
  title "no container engine answers: the run in containers is left out"
elif ! docker image inspect busybox:latest >/dev/null 2>&1 && ! docker pull -q busybox:latest >/dev/null 2>&1; then
  title "image busybox:latest can't be pulled: the run in containers is left out"
else
  title "maillon run (jobs with an image in containers)"
  "$maillon" run
fi
title "maillon run deploy-staging (a manual job, by its name)"
"$maillon" run --executor shell deploy-staging
