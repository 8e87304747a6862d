#!/usr/bin/env bash
# Run uiautomator2's own demo_tests and mobile_tests, unchanged, against a fresh virtual phone.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source=emulator_scripts/client_suites/stage.sh
. "$here/stage.sh"

usage() {
    cat <<'EOF'
Usage: uiautomator2.sh CHECKOUT [PYTEST ARGUMENT...]
  CHECKOUT  a copy of openatx/uiautomator2 (its folders demo_tests/ and mobile_tests/ are used)
Environment: SERVER (ainos: our own host server, the default; google: adb's), ADB (adb binary, default: the one on the
  PATH), AINOS_PYTHON (Python with ainos, uiautomator2 and pytest, default: python3)
The installed uiautomator2 is tested: its wheel has the server that is pushed to the phone, a checkout has not. The apps
that these tests drive are the stand-ins of the set "demos". Everything runs in a network namespace of its own. Needs Linux
and root.
EOF
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
checkout=$(realpath "$1")
own_network "$@"
shift
export APPS=basic,demos PACE=real
start_stage
cd "$work/run"
cp -r "$checkout/demo_tests" "$checkout/mobile_tests" .
status=0
for suite in demo_tests mobile_tests; do
    PYTHONDONTWRITEBYTECODE=1 "$ainos_python" -m pytest -p no:cacheprovider -c /dev/null --rootdir "$work/run" -q -rfE \
        "$suite" "$@" || status=$?
done
exit "$status"
