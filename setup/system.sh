#!/bin/sh
# Install what the tests (and with the word wrk, the bench) need from Debian where we may; otherwise say in one line what to install.
set -eu

missing=""
need() { # need PACKAGE TEST…
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
postgresql_is_there() {
    ls /usr/lib/postgresql/*/bin/initdb
}

need git command -v git
need chromium command -v chromium
# The driver of the browser is a program that minimal machines cannot load.
need libatomic1 sh -c 'ls /usr/lib/*/libatomic.so.1 /lib/*/libatomic.so.1 | grep -q .'
need firefox-esr command -v firefox-esr
# What a page is wide and high in Chinese shows with a font that has its characters.
need fonts-noto-cjk sh -c 'ls /usr/share/fonts/*/*/NotoSansCJK* || fc-list :lang=zh-cn | grep -q .'
need poppler-utils command -v pdftotext
need postgresql postgresql_is_there
need nginx-light sh -c 'PATH=$PATH:/usr/sbin command -v nginx'
need tor command -v tor
need tcpdump sh -c 'PATH=$PATH:/usr/sbin command -v tcpdump'
need golang-go command -v go
need golang-golang-x-mod-dev test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog
[ "${1:-}" = wrk ] && need wrk command -v wrk
[ -z "$missing" ] && exit 0

# shellcheck disable=SC2086 # the names are words on purpose
sh setup/debian.sh $missing && exit 0
echo "abjure: hint: the tests that need them are left out until you: apt-get install$missing" >&2
# The machines that must run every test may not leave any out.
[ "${CI:-}" != true ]
