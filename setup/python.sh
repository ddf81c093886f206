#!/bin/sh
# Print a Python of 3.11 or later that can make virtual environments; install what Debian leaves out, or say what is missing.
set -eu

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

for name in python3.11 python3.12 python3.13 python3.14 python3; do
    python=$(command -v "$name") || continue
    usable "$python" || continue
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        sh setup/debian.sh python3-venv || continue
        "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
    fi
    echo "$python"
    exit 0
done
echo "abjure: error: no Python 3.11 or later that makes virtual environments" >&2
echo "abjure: hint: apt-get install python3 python3-venv" >&2
exit 1
