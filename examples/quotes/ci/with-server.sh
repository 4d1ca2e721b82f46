#!/bin/sh
# with-server.sh COMMAND...: runs the command while a server of its own answers at $ADDRESS.
set -eu
log=$(mktemp)
./dist/quotes serve 127.0.0.1:0 >"$log" &
server=$!
trap 'kill $server; rm -f "$log"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
  ADDRESS=$(sed -n 's/^listening on //p' "$log")
  [ -n "$ADDRESS" ] && break
  sleep 0.1
done
export ADDRESS
"$@"
