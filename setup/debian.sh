#!/bin/sh
# Install the named packages from Debian where we may, quietly; fail where we may not or could not.
set -eu

[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1
echo "abjure: installing $*" >&2
mkdir -p build
if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; then
    exit 0
fi >build/debian.log 2>&1 </dev/null
tail -n 5 build/debian.log >&2
exit 1
