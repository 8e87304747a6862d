#!/usr/bin/env bash
# Run adbutils' own tests that need a device, unchanged, against a fresh virtual phone.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source=emulator_scripts/client_suites/stage.sh
. "$here/stage.sh"

usage() {
    cat <<'EOF'
Usage: adbutils.sh CHECKOUT [PYTEST ARGUMENT...]
  CHECKOUT  a copy of openatx/adbutils (its folders adbutils/ and e2etests/ are used)
Environment: SERVER (ainos: our own host server, the default; google: adb's), APPS (more sets of apps), ADB (adb binary, default: the one on the
  PATH), AINOS_PYTHON (Python with ainos, pytest and adbutils' own requirements, default: python3)
Everything runs in a network namespace of its own: some tests want port 5037. Needs Linux and root.
EOF
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
checkout=$(realpath "$1")
own_network "$@"
shift
start_stage
cd "$work/run"
cp -r "$checkout/e2etests" .
PYTHONPATH=$checkout PYTHONDONTWRITEBYTECODE=1 "$ainos_python" -m pytest -p no:cacheprovider -c /dev/null \
    --rootdir "$work/run" -q -rfE e2etests "$@"
