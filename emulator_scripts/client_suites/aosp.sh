#!/usr/bin/env bash
# Run AOSP's own test_device.py, unchanged, against a fresh virtual phone.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source=emulator_scripts/client_suites/stage.sh
. "$here/stage.sh"

usage() {
    cat <<'EOF'
Usage: aosp.sh CHECKOUT ADB_PACKAGE [TEST...]
  CHECKOUT     a copy of platform/packages/modules/adb (test_device.py and proto/ are used)
  ADB_PACKAGE  the folder python-packages/adb of platform/development (it holds the module "adb")
  TEST         names for unittest, such as ShellTest.test_cat; default: all but the compressed transfers
Environment: SERVER (google: adb's server, the default, for the tests restart it; ainos: our own), ADB (adb binary,
  default: the one on the PATH), AINOS_PYTHON (Python with ainos, default: python3), TEST_PYTHON (Python with
  grpcio-tools and protobuf, default: AINOS_PYTHON)
Everything runs in a network namespace of its own: the tests want port 5037. Needs Linux and root.
EOF
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
[ $# -ge 2 ] || { usage >&2; exit 1; }
checkout=$(realpath "$1") package=$(realpath "$2")
own_network "$@"
shift 2
export SERVER=${SERVER:-google}
start_stage
test_python=$(command -v "${TEST_PYTHON:-$ainos_python}")
mkdir "$work/lib"
export PYTHONPATH=$package:$work/lib PYTHONDONTWRITEBYTECODE=1
"$test_python" -m grpc_tools.protoc -I "$checkout/proto" --python_out "$work/lib" \
    "$checkout/proto/adb_host.proto" "$checkout/proto/app_processes.proto"
cd "$work/run"
[ $# -gt 0 ] || set -- AbbTest ForwardReverseTest ShellTest ArgumentEscapingTest RootUnrootTest TcpIpTest \
    SystemPropertiesTest FileOperationsTestUncompressed DeviceOfflineTest SocketTest FramebufferTest MdnsTracking \
    DevicesListing ServerStatus DetachSingleServer DetachMultiServer OneDevice Debugger
# Some tests want a terminal, or at least a standard input that does not end at once.
script -qec "$(printf '%q ' "$test_python" "$checkout/test_device.py" -v "$@")" /dev/null
