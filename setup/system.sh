#!/bin/sh
# Install what the tests (and with the word wrk, the bench) need from Debian where we may; otherwise say in one line what to install.
set -eu

missing=""
mkdir -p build
need() { # need PACKAGE TEST…
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
postgresql_is_there() {
    ls /usr/lib/postgresql/*/bin/initdb
}

need chromium command -v chromium
need firefox-esr command -v firefox-esr
need postgresql postgresql_is_there
need nginx-light sh -c 'PATH=$PATH:/usr/sbin command -v nginx'
need tor command -v tor
need tcpdump sh -c 'PATH=$PATH:/usr/sbin command -v tcpdump'
need golang-go command -v go
need golang-golang-x-mod-dev test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog
[ "${1:-}" = wrk ] && need wrk command -v wrk
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "abjure: installing$missing"
    # shellcheck disable=SC2086 # the names are words on purpose
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; then
        exit 0
    fi >build/system.log 2>&1 </dev/null
    tail -n 5 build/system.log >&2
fi
echo "abjure: hint: the tests that need them are left out until you: apt-get install$missing" >&2
# The machines that must run every test may not leave any out.
[ "${CI:-}" != true ]
