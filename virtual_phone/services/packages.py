"""The package manager: which apps are installed, what they declare, what they may do.

Knows: manifests, user ids, granted permissions, install times, how an intent resolves to components, and which
app the user chose for good.
Does not know: running activities or app data formats; an app's own `on_clear` wipes its data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api_levels import knows_permission
from ..apps.app import ActivityInfo, Manifest, ReceiverInfo
from ..intents import DEFAULT, HOME, LAUNCHER, MAIN, Intent, short_component, split_component

if TYPE_CHECKING:
    from ..phone import Phone

FIRST_APP_UID = 10050
SMS_SCHEMES = ("sms", "smsto", "mms", "mmsto")


@dataclass(slots=True)
class PackageState:
    """What changes about an installed package. Times are epoch ms."""

    manifest: Manifest
    uid: int
    installed_ms: int
    updated_ms: int
    granted: set[str] = field(default_factory=set)
    once: set[str] = field(default_factory=set)
    """Which of the granted permissions end with the app's process."""
    enabled: bool = True
    stopped: bool = False


class PackageManager:
    """Answers questions about installed packages."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._states: dict[str, PackageState] = {}
        self._removed: dict[str, PackageState] = {}
        """System packages that the user had removed; their apk stays in /system."""
        self._next_uid = FIRST_APP_UID
        self._preferred: dict[tuple[str | None, str, str | None], str] = {}

    def install(self, manifest: Manifest) -> PackageState:
        """Install or update a package and make its data folder; all its permissions are granted."""
        now = self._phone.clock.now_ms()
        old = self._states.get(manifest.package) or self._removed.pop(manifest.package, None)
        if old is not None:
            self._states[manifest.package] = old
            old.manifest, old.updated_ms = manifest, now
            return old
        installed = 1230768000000 if manifest.system else now
        state = PackageState(manifest, self._uid_for(manifest.package), installed, installed, set(manifest.permissions))
        self._states[manifest.package] = state
        self._make_folders(state)
        for role in manifest.roles:
            self._phone.settings.put("secure", f"{role}_default_application", manifest.package)
        if manifest.on_install is not None:
            manifest.on_install(self._phone)
        return state

    def _uid_for(self, package: str) -> int:
        """Return the owner of the package's data when a provider made it already, else a new user id."""
        node = self._phone.fs.find(f"/data/data/{package}")
        if node is not None and node.owner >= 10000:
            return node.owner
        self._next_uid += 1
        return self._next_uid - 1

    def _make_folders(self, state: PackageState) -> None:
        filesystem, package = self._phone.fs, state.manifest.package
        filesystem.add_user(state.uid, f"u0_a{state.uid - 10000}")
        for folder in ("", "/files", "/cache", "/databases", "/shared_prefs"):
            filesystem.make_dirs(f"/data/data/{package}{folder}", owner=state.uid, mode=0o700)
        filesystem.make_dirs(self.apk_path(package).rpartition("/")[0])
        filesystem.write(self.apk_path(package), b"PK\x05\x06" + b"\0" * 18, owner=1000, mode=0o644)

    def uninstall(self, package: str, *, for_user: bool = False, keep_data: bool = False) -> bool:
        """Remove a package; return False when it is absent, or part of the system and not removed for the user only.

        for_user: a system package goes too, until `install_existing` brings it back.
        keep_data: leave /data/data and the app's own databases.
        """
        state = self._states.get(package)
        if state is None or (state.manifest.system and not for_user) or self._is_only_home(package):
            return False
        self._phone.activities.force_stop(package)
        if not keep_data:
            self._wipe(state)
            state.granted = set(state.manifest.permissions)
        if state.manifest.system:
            self._removed[package] = state
        else:
            self._phone.fs.remove_tree(self.apk_path(package).rpartition("/")[0])
            if not keep_data:
                self._phone.fs.remove_tree(f"/data/data/{package}")
        del self._states[package]
        self._phone.ledger.append("package_removed", package=package)
        return True

    def _is_only_home(self, package: str) -> bool:
        """Tell whether the phone would be left without any launcher: there is no other first screen to fall back on."""
        homes = {manifest.package for manifest, _ in self.resolve(Intent(MAIN, categories=(HOME,)))}
        return homes == {package}

    def install_existing(self, package: str) -> bool:
        """Bring back a system package that was removed for the user; False when the phone has none of this name."""
        state = self._removed.pop(package, None)
        if state is not None:
            state.enabled, state.stopped = True, True
            self._states[package] = state
            self._phone.ledger.append("package_added", package=package)
        return package in self._states

    def removed(self) -> list[Manifest]:
        """Return the system packages that were removed for the user."""
        return [state.manifest for state in self._removed.values()]

    def all(self) -> list[Manifest]:
        """Return the installed manifests in the order of installation."""
        return [state.manifest for state in self._states.values()]

    def get(self, package: str) -> Manifest | None:
        """Return one manifest, or None when the package is not installed."""
        state = self._states.get(package)
        return state.manifest if state else None

    def state(self, package: str) -> PackageState | None:
        """Return the changing facts of one package, or None when it is not installed."""
        return self._states.get(package)

    def apk_path(self, package: str) -> str:
        """Return where the package's apk lies on the phone."""
        state = self._states.get(package)
        if state is not None and not state.manifest.system:
            return f"/data/app/~~{package[-8:]}==/{package}-1/base.apk"
        return f"/system/app/{package.rsplit('.', 1)[-1].capitalize()}/{package}.apk"

    def has_permission(self, package: str, permission: str) -> bool:
        """Tell whether a package holds a permission now."""
        state = self._states.get(package)
        return state is not None and permission in state.granted

    def launcher_activities(self) -> list[tuple[Manifest, ActivityInfo]]:
        """Return what a launcher shows: every MAIN/LAUNCHER activity, by label."""
        found = self.resolve(Intent(MAIN, categories=(LAUNCHER,)), "activity", require_default=False)
        return sorted(found, key=lambda pair: (pair[1].label or pair[0].label).casefold())

    def launch_intent(self, package: str) -> Intent | None:
        """Return the intent that opens a package from the launcher, or None when it has no such screen."""
        for manifest, info in self.launcher_activities():
            if manifest.package == package:
                component = f"{package}/{info.name}"
                return Intent(MAIN, categories=(LAUNCHER,), component=component, flags=0x10200000)
        return None

    def resolve(
        self, intent: Intent, kind: str = "activity", *, require_default: bool = True
    ) -> list[tuple[Manifest, ActivityInfo]]:
        """Return the activities that can take the intent, best first. kind: only 'activity' here.

        require_default: implicit intents only match filters with the DEFAULT category (startActivity's rule).
        """
        if kind != "activity":
            raise ValueError("resolve knows activities; use receivers() for broadcasts")
        if intent.component:
            return self._resolve_component(intent.component)
        return [(manifest, info) for _, manifest, info in self._ranked(intent, require_default=require_default)]

    def _ranked(self, intent: Intent, *, require_default: bool) -> list[tuple[int, Manifest, ActivityInfo]]:
        """Return the activities for an implicit intent with their filters' priorities, the preferred one first."""
        mime_type = intent.mime_type or self._type_of(intent)
        found: list[tuple[int, Manifest, ActivityInfo]] = []
        for state in self._states.values():
            if not state.enabled or (intent.package and intent.package != state.manifest.package):
                continue
            for info in state.manifest.activities:
                priorities = [
                    f.priority
                    for f in info.all_filters()
                    if f.matches(intent, mime_type=mime_type) and (not require_default or DEFAULT in f.categories)
                ]
                if priorities:
                    found.append((max(priorities), state.manifest, info))
        preferred = self._choice(intent)

        def is_chosen(item: tuple[int, Manifest, ActivityInfo]) -> bool:
            return preferred is not None and preferred in (_component(item[1], item[2]), item[1].package)

        found.sort(key=lambda item: (not is_chosen(item), -item[0]))
        return found

    def must_ask(self, intent: Intent) -> bool:
        """Tell whether the user has to choose: several apps are equally fit and no choice was made for good."""
        if intent.component or intent.action == MAIN:
            return False
        found = self._ranked(intent, require_default=True)
        best = {manifest.package for priority, manifest, _ in found if priority == found[0][0]}
        return len(best) > 1 and self._choice(intent) not in (_component(*found[0][1:]), found[0][1].package)

    def _choice(self, intent: Intent) -> str | None:
        """Return who takes intents of this kind: the component chosen for good, or the package with the SMS role."""
        if intent.scheme in SMS_SCHEMES:
            return self._phone.settings.get("secure", "sms_default_application")
        return self._preferred.get(_kind(intent))

    def prefer(self, intent: Intent, component: str) -> None:
        """Let an activity ('pkg/.Name') take all intents of this kind from now on ("Always")."""
        self._preferred[_kind(intent)] = component

    def _resolve_component(self, component: str) -> list[tuple[Manifest, ActivityInfo]]:
        package, name = split_component(component)
        manifest = self.get(package)
        info = manifest.activity(name) if manifest else None
        return [(manifest, info)] if manifest and info else []

    def _type_of(self, intent: Intent) -> str | None:
        if intent.data and intent.scheme == "content":
            return self._phone.content.get_type(intent.data)
        return None

    def receivers(self, intent: Intent) -> list[tuple[Manifest, ReceiverInfo]]:
        """Return the declared receivers that a broadcast reaches, highest priority first."""
        found: list[tuple[int, Manifest, ReceiverInfo]] = []
        for state in self._states.values():
            manifest = state.manifest
            if intent.package and intent.package != manifest.package:
                continue
            for info in manifest.receivers:
                full = manifest.package + info.name if info.name.startswith(".") else info.name
                if intent.component:
                    if split_component(intent.component) == (manifest.package, full):
                        found.append((0, manifest, info))
                    continue
                priorities = [f.priority for f in info.filters if f.matches(intent)]
                if priorities:
                    found.append((max(priorities), manifest, info))
        found.sort(key=lambda item: -item[0])
        return [(manifest, info) for _, manifest, info in found]

    def grant(self, package: str, permission: str, *, once: bool = False) -> None:
        """Grant a declared permission. Raises LookupError with Android's words when that is not possible.

        once: only until the app's process ends.
        """
        state = self._changeable(package, permission)
        state.granted.add(permission)
        (state.once.add if once else state.once.discard)(permission)

    def process_ended(self, package: str) -> None:
        """Take back what a package was granted for once."""
        state = self._states.get(package)
        if state is not None:
            state.granted -= state.once
            state.once.clear()

    def revoke(self, package: str, permission: str) -> None:
        """Take a permission away. Raises LookupError with Android's words when that is not possible."""
        self._changeable(package, permission).granted.discard(permission)

    def _changeable(self, package: str, permission: str) -> PackageState:
        state = self._states.get(package)
        if state is None:
            raise LookupError(f"Unknown package: {package}")
        if not knows_permission(self._phone.api_level, permission):
            raise LookupError(f"Unknown permission: {permission}")
        if permission not in state.manifest.permissions:
            raise LookupError(f"Package {package} has not requested permission {permission}")
        return state

    def clear(self, package: str) -> bool:
        """Wipe a package's data (pm clear); return False when it is not installed."""
        state = self._states.get(package)
        if state is None:
            return False
        self._phone.activities.force_stop(package)
        self._wipe(state)
        self._phone.ledger.append("package_cleared", package=package)
        return True

    def _wipe(self, state: PackageState) -> None:
        if state.manifest.on_clear is not None:
            state.manifest.on_clear(self._phone)
        for folder in ("files", "cache", "shared_prefs"):
            path = f"/data/data/{state.manifest.package}/{folder}"
            self._phone.fs.remove_tree(path)
            self._phone.fs.make_dirs(path, owner=state.uid, mode=0o700)


def _component(manifest: Manifest, info: ActivityInfo) -> str:
    return short_component(manifest.package, info.full_name(manifest.package))


def _kind(intent: Intent) -> tuple[str | None, str, str | None]:
    """Return what two intents have in common for which one app can be chosen for good."""
    return intent.action, intent.scheme, intent.mime_type
