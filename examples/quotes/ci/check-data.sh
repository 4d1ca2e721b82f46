#!/bin/sh
# Every line of the quotes has three fields, and no quote stands twice.
set -eu
awk -F '\t' 'NF != 3 { printf "%s:%d: %d fields\n", FILENAME, NR, NF; bad = 1 } END { exit bad }' data/quotes.txt
twice=$(cut -f 2 data/quotes.txt | sort | uniq -d)
if [ -n "$twice" ]; then
  echo "twice: $twice"
  exit 1
fi
echo "$(wc -l <data/quotes.txt) quotes are well formed"
