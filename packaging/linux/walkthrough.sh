#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The first two minutes with Authscope, without a display: starts the demo, signs in as Ada, looks at the
# tokens, calls tools, and shows that the next process is still signed in. To be run by
# tests/support/keyring.sh, whose home and keyring are thrown away afterwards.
#   walkthrough.sh path/to/authscope-cli
set -euo pipefail
program=$1
export AUTHSCOPE_DATA_DIR="$HOME/authscope"

step()
{
    printf '\n── %s\n' "$1"
    shift
    printf '   $ authscope-cli'
    printf ' %q' "$@"
    printf '\n'
    "$program" "$@" </dev/null
}

"$program" demo --ports 0,0,0 --auto-consent ada --data-dir "$HOME/demo" >"$HOME/addresses" 2>"$HOME/demo.log" &
demo=$!
endDemo()
{
    kill "$demo" 2>/dev/null || true
    wait "$demo" || true
}
trap endDemo EXIT
for _ in $(seq 100); do
    mcp=$(sed -n 's/^mcp //p' "$HOME/addresses")
    [ -z "$mcp" ] || break
    kill -0 "$demo" 2>/dev/null || { cat "$HOME/demo.log" >&2; exit 1; }
    sleep 0.1
done
[ -n "$mcp" ] || { echo "The demo did not start." >&2; exit 1; }

printf '\n── The demo runs: an identity provider, an app and an MCP server on this computer\n'
sed 's/^/   /' "$HOME/addresses"
step 'What is behind that address?' discover "$mcp"
step 'Sign in (the demo consents as Ada, without a page)' login "$mcp" --name 'Boards demo' --browser headless
step 'What do the tokens say?' token 1
step 'Which tools are there?' tools 1
step 'Call one that only reads' call 1 greet name=Ada
step 'Call one that writes: it is confirmed, and may need another permission' \
    call 1 create_board title='Sprint Board' --yes --browser headless
step 'A new process is still signed in: the refresh token was in the keyring' refresh 1
step 'The connections that are kept' connections
printf '\nDone. With a display, this script starts the window instead.\n'
