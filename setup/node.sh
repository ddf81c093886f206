#!/bin/sh
# Note in build/node where a Node of 18 or later lies: the machine's own, or else the pinned one from the Python registry.
set -eu
python=$1

if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
    dirname "$(command -v node)" >build/node
    exit 0
fi
echo "abjure: installing the pinned Node"
"$python" -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/node.txt
"$python" -c 'import sysconfig; print(sysconfig.get_path("scripts"))' >build/node
