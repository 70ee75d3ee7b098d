#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that proves the program, on Debian 12: installs what is missing, builds with warnings as errors,
# runs every test, and builds once more without the window, which shows that links run one way.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/linux/packages.sh

nodePackages=()
command -v npm >/dev/null || nodePackages=(npm)
installMissing "${buildPackages[@]}" "${runPackages[@]}" "${testPackages[@]}" "${nodePackages[@]}"

started=$SECONDS
stage()
{
    printf '\n── %s (%d s)\n' "$1" $((SECONDS - started))
}

stage 'Configure and build, warnings are errors'
cmake --preset dev
cmake --build --preset dev

stage 'Servers of others, for the interoperability tests, and the official suite'
for place in build/dev/interop build/dev/conformance; do
    if ! cmp -s "$place/package-lock.json" "$place/node_modules/.installed-from"; then
        (cd "$place" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
        cp "$place/package-lock.json" "$place/node_modules/.installed-from"
    fi
done

stage 'Test'
result=0
ctest --preset dev --parallel "$(nproc)" || result=$?

stage 'Build without the window'
cmake --preset noui -DAUTHSCOPE_TESTS=OFF >/dev/null
cmake --build --preset noui

stage 'Summary'
log=build/dev/Testing/Temporary/LastTest.log
grep -c '^Test Passed\.' "$log" | sed 's/$/ tests passed/'
if grep -q '^SKIP ' "$log"; then
    echo 'SKIPPED, and why:'
    grep -A1 '^SKIP ' "$log"
else
    echo 'nothing was skipped'
fi
if [ "$result" -ne 0 ]; then
    echo 'FAILED:'
    cat build/dev/Testing/Temporary/LastTestsFailed.log
else
    echo 'everything passed'
fi
exit "$result"
