#!/bin/sh
# page.sh TITLE: a page with all quotes.
set -eu
printf '<!doctype html>\n<meta charset="utf-8">\n<title>%s</title>\n<ul>\n' "$1"
awk -F '\t' '{ printf "  <li lang=\"%s\">%s <cite>%s</cite></li>\n", $1, $2, $3 }' data/quotes.txt
printf '</ul>\n'
