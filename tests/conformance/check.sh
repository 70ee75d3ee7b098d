#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows that the runner tells a good client from bad ones, and that nothing it started is left behind.
#   check.sh FOLDER
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
place=$(cd "$1" && pwd)
results=$(mktemp -d)
mark="authscope-conformance-$$"
trap 'rm -rf "$results"' EXIT
failed=0

# expect STATUS TEXT CLIENT…: what the runner answers, and what it says
expect()
{
    local status=$1 text=$2 said code=0
    shift 2
    said=$("$here/run.sh" "$place" --only '^2025-11-25/initialize$' --timeout 5 --results "$results" -- "$@" 2>&1) || code=$?
    if [ "$code" -eq 77 ]; then
        printf '%s\n' "$said"
        exit 77
    fi
    if [ "$code" -ne "$status" ] || ! grep -qF -- "$text" <<<"$said"; then
        printf 'FAIL: %s\nanswered %s instead of %s, or did not say "%s":\n%s\n' "$*" "$code" "$status" "$text" "$said"
        failed=1
    fi
}

node=$(ls "$place"/node_modules/node-linux-*/bin/node 2>/dev/null | head -1)
expect 0 'PASS 2025-11-25 initialize' "$node" "$here/handshake.mjs"
expect 1 'FAIL 2025-11-25 initialize' true
expect 1 'FAIL 2025-11-25 initialize' "$node" "$here/handshake.mjs" --version 1999-01-01
expect 1 'the suite ended with 1' "$node" "$here/handshake.mjs" --then-fail "it's over"
expect 1 "| it's over" "$node" "$here/handshake.mjs" --then-fail "it's over"
expect 1 '1 runs, 1 failing' bash -c "sleep 60 & exec -a $mark sleep 60"

if pgrep -f "^$mark" >/dev/null; then
    echo 'FAIL: a client that did not end is still there'
    failed=1
fi
[ "$failed" -eq 0 ] && echo 'The runner tells good from bad.'
exit "$failed"
