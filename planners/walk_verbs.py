"""How apps name what a verb does: the words on their buttons and in the ids of nameless ones; the words that confirm.

English and Chinese, as Android's own apps and common ones have them. Knows no page and no wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..tools.effect_fold import fold
from .page_words import Row, ordered_terms, terms

_DOES: Mapping[str, str] = {
    "archive": "archive|归档|存档",
    "unarchive": "unarchive|move to inbox|取消归档",
    "star": "star|add star|favorite|favourite|add to favorites|add to favourites|收藏|加星标|添加到收藏",
    "unstar": "unstar|remove star|star|favorite|favourite|remove from favorites|remove from favourites|取消收藏",
    "delete": "delete|remove|move to bin|move to trash|trash|bin|discard|删除|移除|移到回收站",
    "unread": "mark as unread|unread|标为未读",
    "read": "mark as read|标为已读",
    "pin": "pin|置顶",
    "unpin": "unpin|取消置顶",
    "rename": "rename|edit|edit name|重命名|编辑|修改",
    "copy": "copy|make a copy|duplicate|复制",
    "restore": "restore|recover|undelete|恢复",
    "flag": "flag|star|important|标记",
}
_SAME_VERB: Mapping[str, str] = {
    "remove": "delete", "erase": "delete", "trash": "delete", "bin": "delete", "favorite": "star",
    "favourite": "star", "bookmark": "star", "unfavorite": "unstar", "unfavourite": "unstar", "duplicate": "copy",
    "tick": "done", "check": "done", "cross": "done", "complete": "done", "completed": "done", "finish": "done",
    "finished": "done", "starred": "star", "a favourite": "star", "a favorite": "star", "important": "flag",
}  # fmt: skip
_CONFIRM = (
    "save|save changes|add|ok|done|create|create task|apply|set|confirm|rename|update|finish"
    "|保存|确定|完成|添加|创建|应用|好"
)
_AGREES = "yes|ok|confirm|continue|delete|remove|确定|删除|移除|是|继续"
_NEW = terms("add new create compose plus fab 新建 添加 创建 新增")
_MORE = "more options|more|menu|overflow|更多选项|更多|选项"
ADDS = terms("add put 加入 添加 放入")


def verb_of(said: str) -> str:
    """Return the name under which a verb's buttons are known."""
    word = said.strip().casefold()
    return _SAME_VERB.get(word, word)


def does(row: Row, verb: str) -> bool:
    """Return whether a control does what a verb says: by its words, or by its id where it has none."""
    said = _shapes(_DOES.get(verb, verb))
    if row.texts:
        return any(ordered_terms(text) in said for text in row.texts[:2])
    return any(set(shape) <= terms(row.ident) for shape in said)


def does_not_yet(row: Row, verb: str) -> bool:
    """Return whether a control undoes it, which shows that it is done: `Unstar` for `star`."""
    return bool(row.texts) and ordered_terms(row.label) in _shapes(f"un{verb}|remove {verb}|un-{verb}")


def confirms(row: Row) -> bool:
    """Return whether a control takes what was typed or chosen: Save, Add, OK."""
    return _says(row, _CONFIRM)


def agrees(row: Row, verb: str) -> bool:
    """Return whether a control of a question goes on with what a verb says."""
    return _says(row, _AGREES) or does(row, verb)


def opens_more(row: Row) -> bool:
    """Return whether a control opens the menu of what else can be done."""
    return _says(row, _MORE)


def opens_row_menu(row: Row) -> bool:
    """Return whether a control inside a row opens the menu of that row."""
    return opens_more(row) or (not row.texts and bool({"more", "overflow", "menu"} & set(row.ident.split())))


def makes_new(row: Row) -> bool:
    """Return whether a control begins something new."""
    return bool(_NEW & (terms(row.label) if row.texts else terms(row.ident)))


def _says(row: Row, words: str) -> bool:
    return fold(row.label) in words.split("|")


@lru_cache(maxsize=256)
def _shapes(words: str) -> frozenset[tuple[str, ...]]:
    return frozenset(shape for word in words.split("|") if (shape := ordered_terms(word)))
