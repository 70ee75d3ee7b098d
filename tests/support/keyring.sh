#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command with a session bus, a home and a GNOME Keyring of its own, all gone afterwards.
#   keyring.sh [--locked | --none] command [argument …]
# The keyring's password is "test". --none: the service can be had, but there is no keyring. No display reaches the bus, so nothing can open a prompt; the command itself keeps its display.
# AUTHSCOPE_SCRATCH_KEYRING is set for the command, which may refuse to touch any other keyring.
set -u

secrets=(--session --dest org.freedesktop.secrets)
login=/org/freedesktop/secrets/collection/login

if [ "${1:-}" != --inside ]; then
    scratch=$(mktemp -d) || exit 1
    trap 'rm -rf "$scratch"' EXIT
    export HOME="$scratch" XDG_RUNTIME_DIR="$scratch/run" XDG_DATA_HOME="$scratch/data" \
        XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache"
    mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" || exit 1
    export KEYRING_SH_DISPLAY="${DISPLAY:-}" KEYRING_SH_WAYLAND="${WAYLAND_DISPLAY:-}"
    unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL
    dbus-run-session -- bash "$0" --inside "$@"
    exit
fi
shift

mood=open
case "${1:-}" in
    --locked | --none) mood=${1#--}; shift ;;
esac

export GNOME_KEYRING_CONTROL="$XDG_RUNTIME_DIR/keyring"
unlock=(--unlock)
[ "$mood" != none ] || unlock=()
printf test | gnome-keyring-daemon --foreground "${unlock[@]}" --components=secrets \
    --control-directory="$GNOME_KEYRING_CONTROL" >"$HOME/daemon.log" 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null; wait "$daemon" 2>/dev/null' EXIT

isLocked()
{
    gdbus call "${secrets[@]}" --object-path "$login" --method org.freedesktop.DBus.Properties.Get \
        org.freedesktop.Secret.Collection Locked 2>/dev/null
}

giveUp()
{
    echo "keyring.sh: $1" >&2
    cat "$HOME/daemon.log" >&2
    exit 99
}

# "wait" does not activate: a call would start a second daemon beside ours.
gdbus wait --session --timeout 20 org.freedesktop.secrets || giveUp "the keyring did not start"
if [ "$mood" != none ]; then
    for _ in $(seq 200); do
        [ "$(isLocked)" = "(<false>,)" ] && break
        sleep 0.05
    done
    [ "$(isLocked)" = "(<false>,)" ] || giveUp "the keyring did not open"
fi
if [ "$mood" = locked ]; then
    gdbus call "${secrets[@]}" --object-path /org/freedesktop/secrets \
        --method org.freedesktop.Secret.Service.Lock "['$login']" >/dev/null
    [ "$(isLocked)" = "(<true>,)" ] || giveUp "the keyring did not lock"
fi

[ -z "$KEYRING_SH_DISPLAY" ] || export DISPLAY="$KEYRING_SH_DISPLAY"
[ -z "$KEYRING_SH_WAYLAND" ] || export WAYLAND_DISPLAY="$KEYRING_SH_WAYLAND"
unset KEYRING_SH_DISPLAY KEYRING_SH_WAYLAND
export AUTHSCOPE_SCRATCH_KEYRING=yes
"$@"
