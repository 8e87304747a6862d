"""Chinese wishes whose end a screen shows: the forms, and what they name. Pure text."""

from __future__ import annotations

import re
from typing import Literal

ZhKind = Literal["checked", "row", "there", "renamed", "gone", "marked"]
_POLITE = re.compile(r"^(?:请|麻烦你?|帮我|给我|你?能不能|可以)+")
_PLACE = re.compile(r"^(?:在|从)(?P<place>[^，,。里中上]{1,12}?)(?:应用|软件)?(?:里面?|中|上)(?:，|,)?")
_WIDE = re.compile(r"[\u3400-\u9fff]")
_NO_DRAW = re.compile(r"如果|要是|除非|所有|全部|每|不要|别|然后|并且|再把")
_TRIM = " 　“”\"'「」『』《》。！，"
_WRITTEN: tuple[tuple[str, ZhKind, str], ...] = (
    (r"^把(?P<what>.+?)(?:重命名为|改名为|改名成)(?P<value>.+)$", "renamed", ""),
    (r"^把(?P<what>.+?)(?:打开|开启)$", "checked", "on"),
    (r"^把(?P<what>.+?)(?:关掉|关闭|关上)$", "checked", "off"),
    (r"^把(?P<what>.+?)(?:设置?为|设置?成|调到|调成|改为|改成)(?P<value>.+)$", "row", ""),
    (r"^把(?P<what>.+?)(?:删除|删掉|移除)$", "gone", "delete"),
    (r"^把(?P<what>.+?)归档$", "gone", "archive"),
    (r"^(?:打开|开启)(?P<what>.+)$", "checked", "on"),
    (r"^(?:关闭|关掉|关上)(?P<what>.+)$", "checked", "off"),
    (r"^(?:删除|删掉|移除)(?P<what>.+)$", "gone", "delete"),
    (r"^归档(?P<what>.+)$", "gone", "archive"),
    (r"^(?:收藏)(?P<what>.+)$", "marked", "star"),
    (
        r"^(?:新建|添加|创建|加上?)(?:一个|一条|一项)?(?:名为|叫做?)?[：:]?(?P<what>.+?)(?:文件夹|到.*清单)?$",
        "there",
        "",
    ),
)
_FORMS = tuple((re.compile(pattern), kind, value) for pattern, kind, value in _WRITTEN)


def draw_chinese(text: str) -> tuple[ZhKind, str, str, str] | None:
    """Return (kind, what, value, where) of a Chinese wish; None for other languages and for what no form fits."""
    if not _WIDE.search(text) or _NO_DRAW.search(text):
        return None
    bare = _POLITE.sub("", text.strip(_TRIM))
    found = _PLACE.match(bare)
    where = found["place"].strip(_TRIM) if found else ""
    bare = bare[found.end() :] if found else bare
    for pattern, kind, value in _FORMS:
        if (match := pattern.match(bare)) is not None:
            said = match.groupdict()
            return kind, said["what"].strip(_TRIM), (said.get("value") or value).strip(_TRIM), where
    return None
