"""cmd locale: the languages of single apps.

Knows the verbs and texts of the shell command of Android 13. Does not know what a language changes.
Source: AOSP com.android.server.locales.LocaleManagerShellCommand.
"""

from __future__ import annotations

from .io import Call

_HELP = """Locale manager (locale) shell commands:
  help
      Print this help text.
  set-app-locales <PACKAGE_NAME> [--user <USER_ID>] [--locales <LOCALE_INFO>]
      Set the locales for the specified app.
  get-app-locales <PACKAGE_NAME> [--user <USER_ID>]
      Get the locales for the specified app.
"""


def locale(call: Call, args: list[str]) -> int:
    """set-app-locales, get-app-locales."""
    if not args or args[0] in ("help", "-h"):
        call.out(_HELP)
        return 0
    if args[0] not in ("set-app-locales", "get-app-locales"):
        call.out(f"Unknown command: {args[0]}\n")
        return 255
    if len(args) < 2 or args[1].startswith("--"):
        call.err("Error: no package specified\n")
        return 255
    package, rest = args[1], args[2:]
    given = dict(zip(rest[::2], [*rest[1::2], ""], strict=False))
    if unknown := [name for name in given if name not in ("--user", "--locales", "--delegate")]:
        call.err(f"Unknown option: {unknown[0]}\n")
        return 255
    user = given.get("--user", "0").replace("current", "0") or "0"
    if call.phone.packages.get(package) is None:
        call.out(f"Unknown package {package} for userId {user}\n")
        return 0
    if args[0] == "get-app-locales":
        call.out(f"Locales for {package} for user {user} are [{call.phone.languages.of_app(package)}]\n")
        return 0
    call.phone.languages.set_for_app(package, given.get("--locales", ""))
    return 0
