#!/usr/bin/env bash
# Create an Android Virtual Device for ainos: install the system image, then make the AVD.
set -euo pipefail
# shellcheck source=emulator_scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: create.sh [--name ainos] [--api 34] [--image google_apis] [--device pixel_7] [--force] [--accept-licenses]
Installs platform-tools, the emulator and a system image with sdkmanager and creates the AVD with avdmanager.
An AVD of that name is kept unless --force is given. Prints the AVD's name.
TEXT
}

name=ainos api=34 image=google_apis device=pixel_7 force='' accept=''
while [ $# -gt 0 ]; do
    case $1 in
        --name) name=$(value_of "$@"); shift 2 ;;
        --api) api=$(value_of "$@"); shift 2 ;;
        --image) image=$(value_of "$@"); shift 2 ;;
        --device) device=$(value_of "$@"); shift 2 ;;
        --force) force=yes && shift ;;
        --accept-licenses) accept=yes && shift ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && fail "unknown argument '$1'" ;;
    esac
done
plain_name --name "$name"
positive --api "$api"
plain_name --image "$image"
plain_name --device "$device"

case $(uname -m) in
    x86_64 | amd64) abi=x86_64 ;;
    aarch64 | arm64) abi=arm64-v8a ;;
    *) fail "there is no Android system image for $(uname -m)" "use a phone, or ainos phone start" ;;
esac
package="system-images;android-$api;$image;$abi"

sdkmanager=$(find_tool sdkmanager cmdline-tools/latest/bin tools/bin)
avdmanager=$(find_tool avdmanager cmdline-tools/latest/bin tools/bin)

if "$avdmanager" list avd -c 2>/dev/null | grep -Fxq -- "$name" && [ -z "$force" ]; then
    say "The AVD $name exists already and is kept (--force makes it anew)."
    printf '%s\n' "$name"
    exit 0
fi

if [ -n "$accept" ]; then
    # More answers than there are licences; an endless `yes` would outlive a program that does not read.
    printf 'y\n%.0s' {1..100} | "$sdkmanager" --licenses >/dev/null || fail "the SDK licences could not be accepted"
fi
say "Installing $package (about 1.5 GB the first time)."
"$sdkmanager" --install platform-tools emulator "$package" </dev/null >&2 ||
    fail "sdkmanager could not install $package" "run it again with --accept-licenses, or: $sdkmanager --licenses"

say "Creating the AVD $name."
printf 'no\n' | "$avdmanager" create avd --name "$name" --package "$package" --device "$device" ${force:+--force} >&2 ||
    fail "avdmanager could not create $name" "$avdmanager list device"

config="${ANDROID_AVD_HOME:-${ANDROID_USER_HOME:-$HOME/.android}/avd}/$name.avd/config.ini"
if [ -f "$config" ]; then
    # The soft keyboard must show, as on a phone: text entry is tested against it.
    grep -q '^hw.keyboard=' "$config" || printf 'hw.keyboard=no\n' >>"$config"
fi
printf '%s\n' "$name"
