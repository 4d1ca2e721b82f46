# Keeps a PostgreSQL server in a temporary folder for as long as its standard input is open.
# Arguments: the folder of PostgreSQL's programs, `on` or `off` for fsync. Commands, one for each line:
# `create NAME`, `crash`, `start`. Each is answered with one line.
set -u
PATH="$1:$PATH"
folder=$(mktemp -d "${TMPDIR:-/tmp}/maillon-postgres.XXXXXX") || exit 1
trap '' INT TERM

start() {
    pg_ctl -D "$folder/data" -l "$folder/log" -w -t 60 -o "-c listen_addresses= -k $folder -c fsync=$fsync \
        -c shared_buffers=32MB -c max_connections=400 -c max_wal_size=128MB" start >"$folder/out" 2>&1
}

leave() {
    pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1
    rm -rf "$folder"
    exit
}

answer() {
    if "$@" >"$folder/said" 2>&1 </dev/null; then echo "ok $folder"; else echo "failed: $(tail -n 3 "$folder/said" "$folder/log" | tr '\n' ' ')"; fi
}

fsync=$2
initdb -D "$folder/data" -U maillon -A trust -E UTF8 --locale=C -N >"$folder/said" 2>&1
answer start
while read -r command name; do
    case $command in
    create) answer createdb -h "$folder" -U maillon "$name" ;;
    crash) answer pg_ctl -D "$folder/data" -m immediate stop ;;
    start) answer start ;;
    esac
done
leave
