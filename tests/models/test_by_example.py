"""Arguments of an untrained tool are read by what its Chinese phrases have in common."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ainos.models.by_example import read_by_example
from ainos.models.local_zh import can_be
from ainos.tools.types import Parameter

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
PAINTED = (
    (Parameter("wall", "text", "which wall"), Parameter("coats", "integer", "how many", required=False)),
    ("给北墙刷了2层", "车库外墙再刷一层", "南墙刷3层漆", "记录客厅墙刷了2层", "阁楼墙刷好了", "走廊那面墙又刷了1层"),
)
FRUIT = (
    (Parameter("fruit", "text", "which fruit"), Parameter("tree", "text", "place where it grows", required=False)),
    ("果园里摘了苹果", "从后院摘了一篮梨", "摘了桃子", "山坡上摘李子", "今天摘杏子", "记一下摘了樱桃"),
)
CODE = (
    (Parameter("code", "text", "locker code"),),
    ("开柜子AX12", "柜子7781B打开", "取件码QQ55", "ZK-20的柜子", "打开M330", "柜号TT9"),
)


def _read(tool, wish):
    parameters, phrases = tool
    kinds = {p.name: p.kind for p in parameters}
    return read_by_example(wish, parameters, phrases, lambda name, text: can_be(kinds[name], text, NOW))


@pytest.mark.parametrize(
    ("tool", "wish", "found"),
    [
        (PAINTED, "给地窖墙刷了2层", {"wall": "地窖", "coats": "2"}),
        (PAINTED, "帮我记一下阳台墙刷了3层", {"wall": "阳台", "coats": "3"}),
        (FRUIT, "摘了草莓", {"fruit": "草莓"}),
        (FRUIT, "院墙边摘了枇杷", {"fruit": "枇杷", "tree": "院墙边"}),
        (CODE, "柜子KL88什么时候能开", {"code": "KL88"}),
    ],
)
def test_values_are_what_the_frame_leaves(tool, wish, found):
    assert _read(tool, wish) == found


def test_words_that_end_names_of_things_are_not_cut_off_because_phrases_share_them():
    stars = (
        (Parameter("star", "text", "which star"),),
        ("木星在哪", "找金星", "土星出来了吗", "看看火星", "哪边是天狼星", "指一下北极星"),
    )
    assert _read(stars, "水星在哪")["star"] == "水星"


def test_numbers_go_to_parameters_in_the_order_in_which_they_are_said():
    fuel = (
        (Parameter("litres", "number", "litres"), Parameter("price", "number", "cost", required=False)),
        ("加了40升油", "加油35.5升花了62", "记50升柴油", "车里加了28升", "45升油80块", "刚加了30升"),
    )
    assert _read(fuel, "柴油47升，381块") == {"litres": "47", "price": "381"}
