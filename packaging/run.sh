#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a clean clone on Debian 12 to the running program: installs what is missing, builds, and starts the
# window with its demo. Without a display the command line does the same job, step by step.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/linux/packages.sh

installMissing "${buildPackages[@]}" "${runPackages[@]}"
cmake --preset release >/dev/null
cmake --build --preset release

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/release/bin/authscope --demo "$@"
fi
echo
echo "No display here: the command line does what the window would."
exec tests/support/keyring.sh packaging/linux/walkthrough.sh build/release/bin/authscope-cli
