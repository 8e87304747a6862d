#!/usr/bin/env bash
# Save, load, list or delete a snapshot of a running emulator.
set -euo pipefail
# shellcheck source=emulator_scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: snapshot.sh save|load|delete NAME [--serial emulator-5554] [--deadline 120]
       snapshot.sh list [--serial emulator-5554]
After `load` the script waits until Android answers again.
TEXT
}

[ $# -ge 1 ] || { usage >&2 && fail "say what to do: save, load, delete or list"; }
what=$1 && shift
name='' serial=emulator-5554 deadline=120
case $what in
    save | load | delete)
        name=${1:-}
        plain_name "the snapshot's name" "$name"
        shift
        ;;
    list) ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && fail "unknown command '$what'" ;;
esac
while [ $# -gt 0 ]; do
    case $1 in
        --serial) serial=$(value_of "$@"); shift 2 ;;
        --deadline) deadline=$(value_of "$@"); shift 2 ;;
        *) usage >&2 && fail "unknown argument '$1'" ;;
    esac
done
positive --deadline "$deadline"
case $serial in
    emulator-[0-9]*) ;;
    *) fail "$serial is no emulator; only emulators have snapshots" ;;
esac

ADB=$(find_tool adb platform-tools)
[ "$(adb_for "$serial" get-state 2>/dev/null || true)" = device ] ||
    fail "$serial does not run" "emulator_scripts/boot.sh"

# The console says OK or KO; adb's exit code is 0 either way.
answer=$(ADB_LIMIT_S=$deadline adb_for "$serial" emu avd snapshot "$what" ${name:+"$name"} 2>&1 | tr -d '\r') ||
    fail "the console of $serial did not answer within $deadline s" "emulator_scripts/heal.sh --serial $serial"
case $answer in
    *KO*) fail "the emulator refused to $what ${name:-}: ${answer##*KO: }" "emulator_scripts/snapshot.sh list" ;;
    *OK*) ;;
    *) fail "the emulator gave no clear answer: $answer" ;;
esac
if [ "$what" = load ]; then
    wait_booted "$serial" "$deadline" || fail "$serial did not answer after the snapshot was loaded" \
        "emulator_scripts/heal.sh --serial $serial"
fi
if [ "$what" = list ]; then
    printf '%s\n' "${answer%OK}"
else
    say "$what $name: done on $serial."
fi
