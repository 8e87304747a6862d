"""Wishes that ask what the screen in front says: a look at it answers them, and no model is needed. Words alone."""

from __future__ import annotations

import re

from ..tools.types import ToolCall

_SCREEN = r"(?:the|this|my|current)\s+(?:current\s+)?(?:screen|page|display)"
_FORMS = tuple(
    re.compile(rf"^\W*(?:please\s+|can you\s+|could you\s+)*{form}\s*[.?!]*$", re.IGNORECASE)
    for form in (
        rf"(?:what|what's|whats|what is)\s+(?:is\s+|does it say\s+)?on\s+{_SCREEN}(?:\s+right now|\s+now)?",
        rf"(?:read|tell)\s+(?:me\s+)?(?:out\s+)?(?:what\s+(?:is|'s|it says)\s+on\s+)?{_SCREEN}"
        r"(?:\s+(?:aloud|out|to me))*",
        rf"what\s+does\s+{_SCREEN}\s+say(?:\s+about\s+(?P<about>.+?))?",
        rf"what\s+does\s+it\s+say\s+about\s+(?P<about>.+?)\s+on\s+{_SCREEN}",
        rf"(?:find|look for)\s+(?P<about>.+?)\s+on\s+{_SCREEN}",
        r"(?:what am i looking at|read the screen)",
    )
)
_CHINESE = (
    re.compile(r"^(?:请|帮我)?(?:读|念)(?:一下|出)?(?:这个|当前)?(?:屏幕|页面)(?:上的(?:内容|字|文字))?[。？]*$"),
    re.compile(r"^(?:这个|现在|当前)?(?:屏幕|页面)上?(?:写|有|显示|说)(?:了|着|的是)?(?:些)?什么[。？]*$"),
    re.compile(r"^(?:这个|当前)?(?:屏幕|页面)上?关于(?P<about>.+?)(?:写|说|显示)(?:了|着)?什么[。？]*$"),
)


def asked_of_screen(wish: str) -> ToolCall | None:
    """Return the look that answers a question about the screen in front; None for every other wish."""
    for form in (*_FORMS, *_CHINESE):
        if (found := form.match(wish.strip())) is not None:
            about = found.groupdict().get("about") or ""
            return ToolCall("tell_screen", {"about": about} if about else {})
    return None
