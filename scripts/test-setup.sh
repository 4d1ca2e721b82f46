#!/usr/bin/env bash
# Installs what the tests need on a Debian machine: git, python3, node, PostgreSQL, Chromium with its driver, a
# container engine, two images made here, and the packages that real actions are made of.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_missing() {
  local missing=()
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

start_engine() {
  as_root docker info >/dev/null 2>&1 && return
  echo "starting dockerd"
  as_root sh -c 'nohup dockerd >/tmp/maillon-dockerd.log 2>&1 &'
  for _ in $(seq 60); do
    as_root docker info >/dev/null 2>&1 && return
    sleep 1
  done
  echo "dockerd does not answer:" >&2
  tail -n 20 /tmp/maillon-dockerd.log >&2
  return 1
}

has_image() { as_root docker image inspect "$1" >/dev/null 2>&1; }

make_busybox() {
  has_image busybox:latest && return
  echo "making image busybox:latest"
  local root applet
  root=$(mktemp -d)
  mkdir -p "$root/bin" "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/"
  for applet in $(busybox --list); do
    [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
  done
  tar -C "$root" -c . | as_root docker import --change 'CMD ["sh"]' - busybox:latest >/dev/null
  rm -rf "$root"
}

make_debian() {
  has_image debian:bookworm && return
  echo "making image debian:bookworm"
  local root
  root=$(mktemp -d)
  as_root debootstrap --variant=minbase bookworm "$root/debian" >/dev/null
  as_root tar -C "$root/debian" -c . | as_root docker import --change 'CMD ["bash"]' - debian:bookworm >/dev/null
  as_root rm -rf "$root"
}

get_packages() {
  local folder
  folder=$(dirname "$0")/../crates/toolkit/tests/npm
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  echo "installing the packages of $(basename "$folder")"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}

install_missing git git python3 python3 node nodejs npm npm zstd zstd dockerd docker.io iptables iptables debootstrap debootstrap busybox busybox-static initdb postgresql \
  chromium chromium chromedriver chromium-driver
get_packages
start_engine
make_busybox
make_debian
