#!/usr/bin/env bash
# Boot an AVD without a window, wait until Android is up, print its serial.
set -euo pipefail
# shellcheck source=emulator_scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: boot.sh [--name ainos] [--port 5554] [--deadline 300] [--window] [--cold] [--log FILE]
Starts the emulator in the background and waits until it has booted. Prints the serial (emulator-PORT) and nothing
else on standard output. An emulator that runs on that port already is used. `ainos do` then finds it by itself.
TEXT
}

name=ainos port='' deadline=300 window='' cold='' log=''
while [ $# -gt 0 ]; do
    case $1 in
        --name) name=$(value_of "$@"); shift 2 ;;
        --port) port=$(value_of "$@"); shift 2 ;;
        --deadline) deadline=$(value_of "$@"); shift 2 ;;
        --log) log=$(value_of "$@"); shift 2 ;;
        --window) window=yes && shift ;;
        --cold) cold=yes && shift ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && fail "unknown argument '$1'" ;;
    esac
done
plain_name --name "$name"
positive --deadline "$deadline"
port=${port:-5554}
positive --port "$port"
if [ $((port % 2)) -ne 0 ] || [ "$port" -lt 5554 ] || [ "$port" -gt 5682 ]; then
    fail "--port must be an even number from 5554 to 5682, not $port"
fi
serial=emulator-$port
log=${log:-${TMPDIR:-/tmp}/ainos-$serial.log}

ADB=$(find_tool adb platform-tools)
emulator=$(find_tool emulator emulator)

if [ "$(adb_for "$serial" get-state 2>/dev/null || true)" = device ]; then
    say "$serial runs already."
else
    "$emulator" -list-avds 2>/dev/null | grep -Fxq -- "$name" ||
        fail "there is no AVD $name" "emulator_scripts/create.sh --name $name"
    if [ "$(uname -s)" = Linux ] && [ ! -w /dev/kvm ]; then
        say "Warning: /dev/kvm cannot be used; without it an emulator boots in tens of minutes, if at all."
    fi
    words=(-avd "$name" -port "$port" -no-audio -no-boot-anim -gpu swiftshader_indirect -netfast)
    [ -n "$window" ] || words+=(-no-window)
    [ -z "$cold" ] || words+=(-no-snapshot-load)
    say "Starting $name as $serial; its log: $log"
    nohup "$emulator" "${words[@]}" >"$log" 2>&1 </dev/null &
    pid=$!
fi

state=0
wait_booted "$serial" "$deadline" "${pid:-}" || state=$?
case $state in
    0) ;;
    2)
        tail -n 5 "$log" >&2 || true
        fail "the emulator ended before Android was up" "look at $log"
        ;;
    *) fail "$serial had not booted after $deadline s" "emulator_scripts/heal.sh --serial $serial --name $name" ;;
esac
# A screen that sleeps shows nothing to look at; 82 dismisses a lock screen without a secret.
adb_for "$serial" shell input keyevent 224 >/dev/null 2>&1 || true
adb_for "$serial" shell input keyevent 82 >/dev/null 2>&1 || true
printf '%s\n' "$serial"
