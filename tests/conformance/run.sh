#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs run.mjs with the Node.js that npm brought, in the folder where the suite is installed.
#   run.sh FOLDER [options of run.mjs] -- CLIENT [ARGUMENT …]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$1" && shift
for node in node_modules/node-linux-{x64,arm64}/bin/node; do
    if [ -x "$node" ] && [ -d node_modules/@modelcontextprotocol/conformance ]; then
        exec "$node" "$here/run.mjs" "$@"
    fi
done
echo 'SKIP   : the official suite'
echo 'the npm packages are not installed: tests/run.sh does it'
exit 77
