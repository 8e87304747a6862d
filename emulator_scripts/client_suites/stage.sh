# shellcheck shell=bash
# Sourced by the scripts of client suites that want port 5037: one phone (emulator-5554) and a server in a network of
# their own. Variables: SERVER (ainos: our own host server, google: adb's), AINOS_PYTHON, ADB, APPS, PACE.

# Call first, with the script's own arguments: starts it again in a network namespace. Needs Linux and root.
own_network() {
    [ -n "${IN_OWN_NETWORK:-}" ] || IN_OWN_NETWORK=1 exec unshare --net --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
    ip link set lo up
}

# Start the phone and the server; leaves $work, a folder that is removed at the end.
start_stage() {
    ainos_python=$(command -v "${AINOS_PYTHON:-python3}")
    work=$(mktemp -d)
    trap end_stage EXIT
    mkdir "$work/bin" "$work/run" "$work/home"
    ln -s "$(command -v "${ADB:-adb}")" "$work/bin/adb"
    export HOME=$work/home PATH=$work/bin:$PATH
    server=${SERVER:-ainos}
    case $server in
        ainos) set -- --host-port 5037 ;;
        google) set -- ; adb start-server >/dev/null 2>&1 ;;
        *) echo "SERVER=$server: ainos or google" >&2; exit 1 ;;
    esac
    PYTHONPATH='' "$ainos_python" -m ainos.virtual_phone.main --port 5554 --pace "${PACE:-fast}" "$@" \
        ${APPS:+--apps "$APPS"} >"$work/ready" 2>"$work/phone.log" &
    phone=$!
    for _ in $(seq 100); do
        ! grep -q ready "$work/ready" || break
        sleep 0.1
    done
    timeout 30 adb wait-for-device
    printf 'server: %s, %s\n' "$server" "$(adb devices -l | sed -n 2p)"
}

end_stage() {
    kill "${phone:-}" 2>/dev/null || true
    [ "${server:-}" != google ] || adb kill-server >/dev/null 2>&1 || true
    if [ -s "$work/phone.log" ]; then
        printf 'The phone said:\n' >&2
        cat "$work/phone.log" >&2
    fi
    rm -rf "$work"
}
