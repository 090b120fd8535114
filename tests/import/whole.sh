#!/bin/sh
# Imports a folder of pages into a copy of a platform, checks it, generates its client and compiles that, and prints
# how long each step took. Nothing of the repository is written.
#
#     tests/import/whole.sh ../shared/corpus/wangdian-flagship spec/wangdian-flagship
set -eu
pages=$1
platform=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
cargo build --quiet --release --package signwright-codegen
signwright=${CARGO_TARGET_DIR:-target}/release/signwright
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=$(basename "$platform")
mkdir -p "$work/spec/$name" "$work/src"
cp "$platform/platform.yaml" "$work/spec/$name/"

now() { date +%s%N; }
step() {
    what=$1
    shift
    begun=$(now)
    "$@" > "$work/$what.txt" 2>&1 || { cat "$work/$what.txt"; exit 1; }
    spent=$((($(now) - begun) / 1000000))
    total=$((total + spent))
    printf '%-9s %5d ms\n' "$what" "$spent"
}

total=0
step import "$signwright" import "$pages"/*.md --platform "$work/spec/$name"
step check "$signwright" check "$work/spec"
step generate "$signwright" generate --spec "$work/spec" --out "$work/src/generated"
printf '%-9s %5d ms for %d pages\n' together "$total" "$(ls "$pages"/*.md | wc -l)"
sed -n 's/^.* → .*$/pages/p; s/^  \([0-9]*\) rows read, \([0-9]*\) placed.*/\1 \2/p' "$work/import.txt" |
    awk 'NF == 2 { read += $1; placed += $2 } END { print read " rows read, " placed " placed, the others the platform\x27s own or in the report" }'

cat > "$work/Cargo.toml" <<EOF
[package]
name = "whole"
version = "0.0.0"
edition = "2024"

[features]
default = ["$name"]
$name = []

[dependencies]
signwright-runtime = { path = "$root/runtime" }

[workspace]
EOF
echo '#![deny(warnings)] pub mod generated;' > "$work/src/lib.rs"
CARGO_TARGET_DIR="$work/target" step compile cargo check --quiet --manifest-path "$work/Cargo.toml"
