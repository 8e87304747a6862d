#!/usr/bin/env bash
# Run appium-adb's functional tests, unchanged, against a fresh virtual phone.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source=emulator_scripts/client_suites/stage.sh
. "$here/stage.sh"

usage() {
    cat <<'EOF'
Usage: appium.sh CHECKOUT [SPEC...]
  CHECKOUT  a copy of appium-adb after `npm install` and `npx tsc -p .` (build/test/functional must exist), with
            test/fixtures/ApiDemos-debug.apk (io.appium.android.apis, which the tests would download)
  SPEC      names such as logcat-commands-e2e; default: all of them
Environment: SERVER (ainos: our own host server, the default; google: adb's), APPS (more sets of apps), ADB (adb binary,
  default: the one on the PATH), AINOS_PYTHON (Python with ainos, default: python3), BUILD_TOOLS (folder with aapt,
  aapt2, zipalign, lib/apksigner.jar; without it the tests that need them fail), JAVA_HOME (for signing)
Everything runs in a network namespace of its own: the tests want port 5037. Needs Linux and root.
EOF
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
checkout=$(realpath "$1")
if [ ! -d "$checkout/build/test/functional" ]; then
    printf 'appium.sh: %s is not built. Next: npm install, then npx tsc -p .\n' "$checkout" >&2
    exit 1
fi
own_network "$@"
shift
start_stage
adb shell locksettings set-disabled true >/dev/null # an emulator comes without a lock screen, this phone with one to swipe
mkdir -p "$work/sdk/platform-tools" "$work/sdk/build-tools"
ln -s "$(realpath "$work/bin/adb")" "$work/sdk/platform-tools/adb"
[ -z "${BUILD_TOOLS:-}" ] || ln -s "$(realpath "$BUILD_TOOLS")" "$work/sdk/build-tools/34.0.0"
export ANDROID_HOME=$work/sdk ANDROID_AVD=ainos_virtual_phone_5554
specs=()
for name in "${@:-*}"; do
    # shellcheck disable=SC2206
    specs+=("$checkout"/build/test/functional/$name.spec.js)
done
cd "$checkout"
node --test --test-force-exit --test-concurrency=1 --test-timeout=300000 "${specs[@]}"
