#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzzers with clang and runs each of them, one after the other.
#   run.sh [SECONDS each (600)] [NAME …]
# New inputs that reach new code are collected in build/fuzz/corpus, findings in build/fuzz/findings: `fuzz_NAME
# FILE` shows one again.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
. packaging/linux/packages.sh
installMissing "${buildPackages[@]}" "${testPackages[@]}" clang libclang-rt-14-dev llvm-14

cmake --preset fuzz
cmake --build build/fuzz --target authscope_fuzzers

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for seeds in tests/fuzz/seeds/*/; do
        names+=("$(basename "$seeds")")
    done
fi
export QT_LOGGING_RULES='*=false'
failed=()
for name in "${names[@]}"; do
    printf '\n── fuzz_%s, %s s\n' "$name" "$seconds"
    mkdir -p "build/fuzz/corpus/$name" build/fuzz/findings
    build/fuzz/fuzz/"fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$name-" "build/fuzz/corpus/$name" "tests/fuzz/seeds/$name" \
        2>&1 | grep -vE '^#[0-9]|^"|^#####|^INFO|^stat::(average|new|slowest)' || failed+=("$name")
done
if [ ${#failed[@]} -gt 0 ]; then
    echo "FOUND SOMETHING: ${failed[*]}"
    exit 1
fi
echo 'No findings.'
