#!/usr/bin/env bash
# Bring an emulator that does not answer back: the mildest remedy first, one after the other, until it is well.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=emulator_scripts/lib.sh
. "$here/lib.sh"

usage() {
    cat <<'TEXT'
Usage: heal.sh [--serial emulator-5554] [--name ainos] [--deadline 300] [--no-restart]
Well means: adb lists it as `device`, Android has booted, and its package manager and screen answer.
Remedies in order: adb reconnect, restart of the adb server, end of a hung uiautomator server, restart of the
emulator. Restarting the adb server drops phones that were added with `adb connect`. Prints each step; exit code 0
when the emulator is well.
TEXT
}

serial=emulator-5554 name=ainos deadline=300 restart=yes
while [ $# -gt 0 ]; do
    case $1 in
        --serial) serial=$(value_of "$@"); shift 2 ;;
        --name) name=$(value_of "$@"); shift 2 ;;
        --deadline) deadline=$(value_of "$@"); shift 2 ;;
        --no-restart) restart='' && shift ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && fail "unknown argument '$1'" ;;
    esac
done
plain_name --name "$name"
positive --deadline "$deadline"
case $serial in
    emulator-[0-9]*) port=${serial#emulator-} ;;
    *) fail "$serial is no emulator; this script heals emulators only" "adb reconnect offline" ;;
esac
positive --serial "$port"

ADB=$(find_tool adb platform-tools)
illness=''

is_well() {
    illness="adb does not list it as ready"
    [ "$(adb_for "$serial" get-state 2>/dev/null || true)" = device ] || return 1
    illness="Android has not booted"
    is_booted "$serial" || return 1
    illness="the package manager does not answer"
    adb_for "$serial" shell pm path android 2>/dev/null | grep -q '^package:' || return 1
    illness="the window manager does not answer"
    adb_for "$serial" shell wm size 2>/dev/null | grep -q 'size:' || return 1
    illness=''
}

# well_within SECONDS: whether it gets well in that time.
well_within() {
    local until=$((SECONDS + $1))
    while ! is_well; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep "${POLL_S:-1}"
    done
}

done_if_well() {
    if well_within "$1"; then
        say "$serial is well."
        printf '%s\n' "$serial"
        exit 0
    fi
    say "Not yet: $illness."
}

started=$SECONDS
patience=$((deadline / 10 + 1))
done_if_well 1

say "1. Reconnecting $serial."
adb_for "$serial" reconnect >/dev/null 2>&1 || true
done_if_well "$patience"

say "2. Restarting the adb server."
timeout -k 2 15 "$ADB" kill-server >/dev/null 2>&1 || true
timeout -k 2 20 "$ADB" start-server >/dev/null 2>&1 || fail "the adb server cannot be started" "$ADB nodaemon server"
done_if_well "$patience"

say "3. Ending a hung uiautomator server."
adb_for "$serial" shell pkill -f com.wetest.uia2.Main >/dev/null 2>&1 || true
done_if_well 1

[ -n "$restart" ] || fail "$serial is still ill: $illness" "emulator_scripts/heal.sh --serial $serial"
say "4. Restarting the emulator."
adb_for "$serial" emu kill >/dev/null 2>&1 || true
gone=$((SECONDS + patience))
while [ "$(adb_for "$serial" get-state 2>/dev/null || true)" = device ] && [ "$SECONDS" -lt "$gone" ]; do
    sleep "${POLL_S:-1}"
done
left=$((deadline - (SECONDS - started)))
[ "$left" -gt 0 ] || left=1
"$here/boot.sh" --name "$name" --port "$port" --deadline "$left" --cold >/dev/null
done_if_well "$patience"
fail "$serial is still ill: $illness" "emulator_scripts/create.sh --name $name --force"
