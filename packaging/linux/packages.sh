# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/run.sh and tests/run.sh: what Debian 12 has to bring, and how it is brought.

# shellcheck disable=SC2034 # used by those who source this
buildPackages=(g++ cmake ninja-build pkg-config
    qt6-base-dev qt6-base-dev-tools qt6-svg-dev qt6-multimedia-dev qt6-networkauth-dev qtkeychain-qt6-dev
    libboost1.81-dev libboost-json1.81-dev libexpected-dev libcli11-dev libssl-dev libgl-dev libvulkan-dev)
runPackages=(libqt6sql6-sqlite libqt6svg6 libqt6multimedia6 libproxy1-plugin-webkit qt6-qpa-plugins libsecret-1-0 gnome-keyring dbus dbus-daemon
    libglib2.0-bin xdg-utils fonts-dejavu-core)
testPackages=(ccache xvfb xauth chromium chromium-driver curl netbase openssl procps)

# Installs what is missing; asks for nothing, and is quick when nothing is.
installMissing()
{
    local package missing=() asRoot=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Run this as root, or install: ${missing[*]}" >&2; return 1; }
        asRoot=(sudo)
    fi
    "${asRoot[@]}" apt-get -qq update
    "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}
