#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# firstlight.sh TEST: a display (AUTHSCOPE_SCREEN, 1280x800), a keyring and a data folder of their own for both halves of the test.
set -eu
if [ "${1:-}" != --inside ]; then
    here=$(dirname "$0")
    exec xvfb-run -a -s "-screen 0 ${AUTHSCOPE_SCREEN:-1280x800}x24" "$here/../support/keyring.sh" "$0" --inside "$@"
fi
shift
AUTHSCOPE_FIRSTLIGHT_DIR=$(mktemp -d)
export AUTHSCOPE_FIRSTLIGHT_DIR QT_QPA_PLATFORM=xcb
trap 'rm -rf "$AUTHSCOPE_FIRSTLIGHT_DIR"' EXIT
"$1" aNewcomerSignsInAtTheDemoAndCallsATool
"$1" theNextStartIsStillSignedInAndNeedsNoBrowser
