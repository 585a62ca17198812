#!/bin/sh
# A Chromium for the tests in a real browser, and letters to show Chinese with. Does nothing when both are there.
set -eu
cd "$(dirname "$0")/.."

has_browser() { .venv/bin/python -m tests.web.chromium >/dev/null 2>&1; }
has_letters() { ! command -v fc-list >/dev/null || [ -n "$(fc-list :lang=zh-cn)" ]; }

install_packages() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
    [ -z "$as_root" ] || sudo -n true 2>/dev/null || return 1
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji
}

if has_browser && has_letters; then exit 0; fi
install_packages || true
has_browser || .venv/bin/playwright install chromium || true
if ! has_browser; then
    .venv/bin/python -m tests.web.chromium || true
    exit 1
fi
has_letters || echo "Chinese letters are missing: install fonts-noto-cjk, or pictures will show boxes." >&2
