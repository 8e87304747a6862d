#!/usr/bin/env bash
# Run pure-python-adb's own tests, unchanged, against a fresh virtual phone.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source=emulator_scripts/client_suites/stage.sh
. "$here/stage.sh"

usage() {
    cat <<'EOF'
Usage: ppadb.sh CHECKOUT [PYTEST ARGUMENT...]
  CHECKOUT  a copy of Swind/pure-python-adb (its folders ppadb/ and test/ are used)
Environment: SERVER (ainos: our own host server, the default; google: adb's), APPS (more sets of apps), ADB (adb binary, default: the one on the
  PATH), AINOS_PYTHON (Python with ainos and pytest, older than 3.13, default: python3)
Everything runs in a network namespace of its own, where the name "emulator" is this machine: the tests are written
for a container of that name, on port 5037. Needs Linux and root.
EOF
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
checkout=$(realpath "$1")
own_network "$@"
shift
start_stage
printf '127.0.0.1 localhost emulator\n' >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts
cd "$work/run"
cp -r "$checkout/test" .
PYTHONPATH=$checkout PYTHONDONTWRITEBYTECODE=1 "$ainos_python" -m pytest -p no:cacheprovider -c /dev/null \
    --rootdir "$work/run" -q -rfE test "$@"
