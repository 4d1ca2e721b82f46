#!/usr/bin/env bash
# Runs each fuzz target for a number of seconds, with the definitions of the examples and tests as seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
mkdir -p fuzz/corpus/yaml fuzz/corpus/definition fuzz/corpus/github_workflow fuzz/corpus/jenkins_definition fuzz/corpus/groovy_parse fuzz/corpus/groovy_run
find examples crates -name '*.yml' -size -40k -print0 | while IFS= read -r -d '' file; do
  cp "$file" "fuzz/corpus/yaml/$(md5sum <"$file" | cut -c1-16)"
  cp "$file" "fuzz/corpus/definition/$(md5sum <"$file" | cut -c1-16)"
  cp "$file" "fuzz/corpus/github_workflow/$(md5sum <"$file" | cut -c1-16)"
done
find examples crates \( -name '*.groovy' -o -name 'Jenkinsfile*' \) -size -40k -print0 | while IFS= read -r -d '' file; do
  for target in jenkins_definition groovy_parse groovy_run; do
    cp "$file" "fuzz/corpus/$target/$(md5sum <"$file" | cut -c1-16)"
  done
done
for target in yaml expression redactor definition github_expression github_workflow jenkins_definition groovy_parse groovy_run; do
  echo "== $target for ${seconds}s"
  cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=4096 -print_final_stats=1
done
