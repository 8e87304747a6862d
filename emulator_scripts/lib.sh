# shellcheck shell=bash
# What the scripts of this folder share: messages, tools, deadlines. Sourced, never run.

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    if [ -n "${2:-}" ]; then
        printf 'Next: %s\n' "$2" >&2
    fi
    exit 1
}

say() {
    printf '%s\n' "$1" >&2
}

# find_tool NAME FOLDER...: print the tool's path; PATH first, then below the SDK.
find_tool() {
    local name=$1 folder root
    shift
    if command -v "$name" >/dev/null 2>&1; then
        command -v "$name"
        return
    fi
    for root in "${ANDROID_HOME:-}" "${ANDROID_SDK_ROOT:-}" "$HOME/Android/Sdk" "$HOME/Library/Android/sdk"; do
        [ -n "$root" ] || continue
        for folder in "$@"; do
            if [ -x "$root/$folder/$name" ]; then
                printf '%s\n' "$root/$folder/$name"
                return
            fi
        done
    done
    fail "$name was not found on the PATH or in the Android SDK" \
        "install the SDK command-line tools and set ANDROID_HOME, see emulator_scripts/README.md"
}

# positive NAME VALUE: refuse what is no whole number above 0.
positive() {
    case $2 in
        '' | *[!0-9]* | 0*) fail "$1 must be a whole number above 0, not '$2'" ;;
    esac
}

# plain_name WHAT VALUE: names end up in paths and command lines.
plain_name() {
    case $2 in
        '' | -* | *[!A-Za-z0-9._-]*) fail "$1 may hold letters, digits, '.', '_' and '-' only, not '$2'" ;;
    esac
}

# value_of OPTION VALUE...: print the option's value, or refuse.
value_of() {
    [ $# -ge 2 ] || fail "$1 needs a value"
    printf '%s\n' "$2"
}

# adb_for SERIAL WORDS...: adb with a limit, so that a hung server cannot hang the script.
adb_for() {
    local serial=$1
    shift
    timeout -k 2 "${ADB_LIMIT_S:-15}" "$ADB" -s "$serial" "$@"
}

# The value of a property, without the carriage return that old adb versions add.
property() {
    adb_for "$1" shell getprop "$2" 2>/dev/null | tr -d '\r' || true
}

is_booted() {
    [ "$(property "$1" sys.boot_completed)" = 1 ] && [ "$(property "$1" init.svc.bootanim)" = stopped ]
}

# wait_booted SERIAL SECONDS [PID]: 0 when Android is up; 1 at the deadline; 2 when the process ended before.
wait_booted() {
    local serial=$1 deadline=$((SECONDS + $2)) pid=${3:-}
    while [ "$SECONDS" -lt "$deadline" ]; do
        if is_booted "$serial"; then
            return 0
        fi
        if [ -n "$pid" ] && ! kill -0 "$pid" 2>/dev/null; then
            return 2
        fi
        sleep "${POLL_S:-1}"
    done
    return 1
}
