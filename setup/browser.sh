#!/bin/sh
# Make the script of the declaring page: packages by the hashes of browser/package-lock.json, put into one file by esbuild.
set -eu
into=abjure/server/static/built

mkdir -p build/browser "$into"
cp browser/package.json browser/package-lock.json build/browser/
# The client is told to use no configuration of a checkout, so it runs inside a folder that has none.
(cd build/browser && PATH="$(pwd)/../node:$PATH" npm ci --silent --ignore-scripts --no-audit --no-fund)
NODE_PATH=build/browser/node_modules build/node/node build/browser/node_modules/esbuild/bin/esbuild browser/declare.js \
    --bundle --minify --format=iife --target=es2020 --legal-comments=none --log-level=warning --outfile="$into/declare.js"
size=$(gzip -9 -c "$into/declare.js" | wc -c)
if [ "$size" -gt 20000 ]; then
    echo "abjure: error: the script of the declaring page has $size bytes compressed; at most 20000 are allowed" >&2
    exit 1
fi
