#!/bin/sh
# Runs the example project's pipelines, as a user would in a repository of his own.
set -eu
maillon=$(realpath "$1")
packages=$(realpath "$(dirname "$0")/../crates/toolkit/tests/npm")
library=$(realpath "$(dirname "$0")/../examples/quotes-library")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$(dirname "$0")/../examples/quotes" "$work/quotes"
cd "$work/quotes"
git init -q -b main
git add -A
git -c user.name=demo -c user.email=demo@example.invalid commit -q -m "feat: a server of quotes"

title() { printf '\n=== %s\n\n' "$*"; }

title "maillon plan --dialect gitlab"
"$maillon" plan --dialect gitlab
title "maillon run --dialect gitlab --executor shell"
"$maillon" run --dialect gitlab --executor shell
if ! docker version >/dev/null 2>&1; then
  title "no container engine answers: the run in containers is left out"
elif ! docker image inspect busybox:latest >/dev/null 2>&1 && ! docker pull -q busybox:latest >/dev/null 2>&1; then
  title "image busybox:latest can't be pulled: the run in containers is left out"
else
  title "maillon run --dialect gitlab (jobs with an image in containers)"
  "$maillon" run --dialect gitlab
  services=yes
fi
title "maillon run --dialect gitlab deploy-staging (a manual job, by its name)"
"$maillon" run --dialect gitlab --executor shell deploy-staging

# The same project as a Jenkinsfile, with a shared library from the disk.
cp -R "$library" "$work/quotes-library"
title "maillon plan --dialect jenkins"
"$maillon" plan --dialect jenkins
title "maillon run --dialect jenkins --library quotes=../quotes-library --input ENVIRONMENT=staging"
"$maillon" run --dialect jenkins --library quotes=../quotes-library --input ENVIRONMENT=staging

# The same project as GitHub Actions. Where GitHub can't be reached, actions made of the same packages stand in.
if ! command -v node >/dev/null; then
  title "there is no node, which actions are run by: the workflow is left out"
  exit
fi
set --
if ! timeout 10 git ls-remote -q https://github.com/actions/cache v4 >/dev/null 2>&1; then
  if ! [ -d "$packages/node_modules" ]; then
    title "GitHub can't be reached, and scripts/test-setup.sh was not run: the workflow is left out"
    exit
  fi
  for action in cache upload-artifact download-artifact; do
    set -- "$@" --action "actions/$action=$packages/actions/$action"
  done
fi
title "maillon plan --dialect github"
"$maillon" plan --dialect github "$@"
if [ -n "${services:-}" ]; then
  title "maillon run --dialect github (a service in a container)"
  "$maillon" run --dialect github "$@"
fi
title "maillon run --dialect github package (with what the last run kept in its caches)"
"$maillon" run --dialect github --executor shell "$@" package
title "maillon run --dialect github --event workflow_dispatch --input environment=staging deploy-staging"
"$maillon" run --dialect github --executor shell "$@" --event workflow_dispatch --input environment=staging deploy-staging
