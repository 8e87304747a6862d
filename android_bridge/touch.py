"""Touches an element after finding it again: same window, same thing, same place, nothing in front. Knows permits,
no tools.

Looks twice: the whole tree and the window in front, checked at leisure; then the tree again, which must be the same to
the byte or is checked again, and the node alone. The touch follows at once. Android has no touch that is bound to a
node, so a window that comes up between the last look and the touch takes it; benchmarks/targets.py measures how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .automator import AutomatorDeadError, RpcError
from .device import Direction
from .errors import CommandFailedError, TargetChangedError
from .link import Link
from .observe import Look, Screen, front_of
from .permit import Permit
from .screen_tree import ScreenTree, bounds_of, elements_of
from .targets import identity, same_place, shared_part, window_now
from .types import Bounds, Element

MOVING_KEYS = frozenset({"back", "home", "recent"})
"""Keys that leave a page: what its upper part says does not matter to them."""
_SWIPE_STEPS = 40
"""Of 5 ms each: slow enough not to fling."""
_PLAIN_MASKS = {
    "text": 0x01,
    "className": 0x10,
    "description": 0x40,
    "packageName": 0x080000,
    "resourceId": 0x200000,
}


@dataclass(frozen=True, slots=True)
class Found:
    """An element that was found again, and where to touch it."""

    element: Element
    look: Look
    point: tuple[int, int]
    front: tuple[str, str]
    """(package, activity) that Android called the focused window."""


class Touch:
    """Taps, presses and swipes on one phone."""

    def __init__(self, link: Link, screen: Screen) -> None:
        self._link = link
        self._screen = screen

    def find(self, permit: Permit, element: Element) -> Found:
        """Return the element as it is now.

        Raises:
            TicketError: The permission does not cover it.
            TargetChangedError: It, or the window in front, is gone, changed, moved or covered; nothing was touched.
        """
        permit.check_element(element)
        look, elements, front = self.check_front(permit)
        return self._placed(same_element(element, elements), elements, look, front)

    def _placed(self, now: Element, elements: Sequence[Element], look: Look, front: tuple[str, str]) -> Found:
        point = touch_point(now, elements)
        check_uncovered(now, elements, point)
        check_windows(now, look.tree, point)
        return Found(now, look, point, front)

    def check_front(self, permit: Permit, *, heading: bool = True) -> tuple[Look, tuple[Element, ...], tuple[str, str]]:
        """Return a look whose window in front the permission covers, its elements, and (package, activity) in front.

        Raises:
            TargetChangedError: Another window is in front; nothing was touched.
        """
        look = self._screen.look()
        elements = elements_of(look.tree)
        told = self._screen.front()
        permit.check_front(window_now(*front_of(look.tree, *told), elements), heading=heading)
        return look, elements, told

    def tap(self, permit: Permit, element: Element) -> None:
        """Find the element again and tap it."""
        found = self._check_once_more(permit, self.find(permit, element))
        x, y = found.point
        self._press_at(permit, found.look, ("click", x, y), ("input", "tap", str(x), str(y)))

    def long_press(self, permit: Permit, element: Element) -> None:
        """Find the element again and hold it for a second."""
        found = self._check_once_more(permit, self.find(permit, element))
        x, y = found.point
        place = (str(x), str(y))
        self._press_at(permit, found.look, ("click", x, y, 1000), ("input", "swipe", *place, *place, "1000"))

    def swipe(self, permit: Permit, direction: Direction, within: Element | None) -> None:
        """Move the finger over the middle of the element or of the screen."""
        if within is not None:
            found = self.find(permit, within)
            look, bounds = found.look, found.element.bounds
        else:
            look, _, _ = self.check_front(permit)
            bounds = bounds_of(look.tree.nodes[0].get("bounds")) if look.tree.nodes else Bounds(0, 0, 0, 0)
        if bounds.area == 0:
            raise TargetChangedError("there is nothing on the screen to swipe over; nothing was touched")
        x1, y1, x2, y2 = swipe_path(bounds, direction)
        self._press_at(
            permit,
            look,
            ("swipe", x1, y1, x2, y2, _SWIPE_STEPS),
            ("input", "swipe", *map(str, (x1, y1, x2, y2, _SWIPE_STEPS * 5))),
        )

    def _check_once_more(self, permit: Permit, found: Found) -> Found:
        """Look a second time, at the whole and then at the one node: reading and parsing a tree takes its time."""
        if not found.look.by_server:
            return found
        again = self._screen.look(known=found.look)
        if again is not found.look:
            elements = elements_of(again.tree)
            package, activity = front_of(again.tree, *found.front)
            permit.check_front(window_now(package, activity, elements))
            found = self._placed(same_element(found.element, elements), elements, again, found.front)
        selector = node_selector(found.element, found.look.tree)
        if selector is None:
            return found
        name = found.element.name[:60]
        try:
            info = self._link.automator.look("objInfo", selector)
        except RpcError as error:
            if "UiObjectNotFound" in str(error):
                raise TargetChangedError(f'"{name}" left the screen this moment; nothing was touched') from error
            return found
        except AutomatorDeadError:
            return found
        if not _still_there(info, found):
            raise TargetChangedError(f'"{name}" changed or moved this moment; nothing was touched')
        return found

    def _press_at(self, permit: Permit, look: Look, call: Sequence[object], command: Sequence[str]) -> None:
        # By the channel that the check came through: the server was alive a moment ago, or known to be dead.
        if look.by_server:
            method, *params = call
            if self._link.automator.act(permit, str(method), *params) is False:
                raise CommandFailedError(str(method), -1, "Android did not take the touch; nothing was touched")
            return
        self._link.shell.act(permit, *command).checked()


def node_selector(element: Element, tree: ScreenTree) -> dict[str, object] | None:
    """Return the selector that names exactly this node, or None where several fit or its words are not plain.

    uiautomator2 shows half characters as dots and drops control characters, so such words never fit.
    """
    values = {
        "text": "" if element.editable else element.text,
        "className": element.class_name,
        "description": element.description,
        "packageName": element.package,
        "resourceId": element.resource_id,
    }
    if not all(value.isprintable() and value.isascii() and ".." not in value for value in values.values()):
        return None
    names = {"className": "class", "description": "content-desc", "packageName": "package", "resourceId": "resource-id"}
    given = {key: value for key, value in values.items() if value}
    if not given.keys() & {"text", "description", "resourceId"}:
        return None
    fitting = sum(all(node.get(names.get(key, key)) == given[key] for key in given) for node in tree.nodes)
    if fitting != 1:
        return None
    mask = sum(_PLAIN_MASKS[key] for key in given)
    return {"mask": mask, "childOrSibling": [], "childOrSiblingSelector": [], **given}


def _still_there(info: object, found: Found) -> bool:
    if not isinstance(info, Mapping):
        return False
    place: Any = info.get("visibleBounds") or info.get("bounds")
    try:
        now = Bounds(*(int(place[side]) for side in ("left", "top", "right", "bottom")))
    except (KeyError, TypeError, ValueError):
        return False
    element = found.element
    said = {"packageName": element.package, "className": element.class_name, "resourceName": element.resource_id}
    if any(info.get(key) and info[key] != value for key, value in said.items()):  # some objects do not tell all
        return False
    return same_place(now, element.bounds) and _holds(now, *found.point)


def same_element(element: Element, elements: Sequence[Element]) -> Element:
    """Return the element of this look that is the given one, or raise TargetChangedError."""
    wanted = identity(element)
    alike = [other for other in elements if identity(other) == wanted]
    if not alike:
        raise TargetChangedError(f'"{element.name[:60]}" is no longer on the screen as it was; nothing was touched')
    best = max(alike, key=lambda other: shared_part(other.bounds, element.bounds))
    if not same_place(best.bounds, element.bounds):
        raise TargetChangedError(f'"{element.name[:60]}" has moved; nothing was touched')
    return best


def check_uncovered(target: Element, elements: Sequence[Element], point: tuple[int, int]) -> None:
    """Raise TargetChangedError where another target, or another app, drawn later, lies over the point to touch."""
    by_index = {element.index: element for element in elements}
    position = elements.index(target)
    for other in elements[position + 1 :]:
        takes = other.clickable or other.long_clickable or other.package != target.package
        if takes and _holds(other.bounds, *point) and not _is_inside(other, target, by_index):
            raise TargetChangedError(f'"{other.name[:60]}" lies over "{target.name[:60]}"; nothing was touched')


def check_windows(target: Element, tree: ScreenTree, point: tuple[int, int]) -> None:
    """Raise TargetChangedError where another app's window lies over the point to touch.

    A dump tells no order of windows. A window that holds the target's whole window and more can only lie behind it;
    any other one at this point may take the touch.
    """
    roots = [node for node in tree.nodes if node.parent < 0]
    own = [bounds_of(root.get("bounds")) for root in roots if root.get("package") == target.package]
    for root in roots:
        bounds = bounds_of(root.get("bounds"))
        if root.get("package") in ("", target.package) or not _holds(bounds, *point):
            continue
        behind = any(_holds(mine, *point) and _contains(bounds, mine) and bounds != mine for mine in own)
        if not behind:
            raise TargetChangedError(
                f'a window of {root.get("package")} lies over "{target.name[:60]}"; nothing was touched'
            )


def touch_point(target: Element, elements: Sequence[Element]) -> tuple[int, int]:
    """Return a point of the target that no target inside it takes; the middle where that is free."""
    by_index = {element.index: element for element in elements}
    inner = [
        element.bounds
        for element in elements
        if element.interactive and element.index != target.index and _is_inside(element, target, by_index)
    ]
    box = target.bounds
    for across, down in ((2, 2), (1, 2), (3, 2), (2, 1), (2, 3), (1, 1), (3, 3)):
        x = box.left + (box.right - box.left) * across // 4
        y = box.top + (box.bottom - box.top) * down // 4
        if not any(_holds(bounds, x, y) for bounds in inner):
            return x, y
    return box.center


def _holds(bounds: Bounds, x: int, y: int) -> bool:
    return bounds.left <= x < bounds.right and bounds.top <= y < bounds.bottom


def _contains(outer: Bounds, inner: Bounds) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


def _is_inside(element: Element, target: Element, by_index: dict[int, Element]) -> bool:
    up = element.parent
    while up is not None:
        if up == target.index:
            return True
        up = by_index[up].parent
    return False


def swipe_path(bounds: Bounds, direction: Direction) -> tuple[int, int, int, int]:
    """Return (x1, y1, x2, y2) over the middle 60 %, clear of the edges that belong to gestures."""
    x, y = bounds.center
    reach_x, reach_y = (bounds.right - bounds.left) * 3 // 10, (bounds.bottom - bounds.top) * 3 // 10
    step_x, step_y = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[direction]
    return x - step_x * reach_x, y - step_y * reach_y, x + step_x * reach_x, y + step_y * reach_y
