#!/usr/bin/env bash
# Runs the conformance packs that lie beside the repository; says so where there are none.
set -euo pipefail
cd "$(dirname "$0")/.."
MAILLON=$(realpath "$1")
export MAILLON
packs=../shared/conformance
if [ ! -d "$packs" ]; then
  echo "skipped, no conformance packs beside the repository"
  exit 0
fi
for pack in "$packs"/*/run.py; do
  python3 "$pack" --docker
done
python3 "$packs/corpus/check.py"
