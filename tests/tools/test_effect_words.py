"""Words of an effect are found as each language writes them, and what only contains them is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.effect_fold import fold
from ainos.tools.effect_words import RISKY, read_label, words


def kinds(text: str, *, asked: bool = False) -> set[str]:
    return {found.kind for found in read_label(text).risky(asked=asked)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SİL", "delete"),
        ("SATIN AL", "pay"),
        ("DÉSINSTALLER", "uninstall"),
        ("REINITIALISER", "reset"),
        ("ΔΙΑΓΡΑΦΗ", "delete"),
        ("والحذف", "delete"),
        ("ולמחוק", "delete"),
        ("मिटाएँ", "delete"),
        ("Xoá", "delete"),
        ("メッセージを送信", "send"),
        ("确认付款", "pay"),
        ("결제하기", "pay"),
        ("ถอนการติดตั้ง", "uninstall"),
        ("3 Nachrichten löschen", "delete"),
        ("18,50 € bezahlen", "pay"),
        ("D\u0065\u0301sinstaller", "uninstall"),
        ("Ｓｅｎｄ", "send"),
    ],
)
def test_a_word_is_found_as_its_language_writes_it(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sender", "Deleted items", "Payment methods", "Call history", "已删除", "最近删除", "我的订单",
        "送信済み", "注文履歴",
        "삭제된 항목", "허용 안함", "ส่งแล้ว", "ไม่อนุญาต", "Nicht senden", "Don't delete", "Ne pas supprimer", "不删除",
        "Não permitir", "Не удалять", "עדכונים", "المحذوفة", "Gói của tôi", "Mới", "Configuración del teléfono",
        "メールを送信しました", "تم الإرسال", "Đang gửi",
    ],
)  # fmt: skip
def test_a_noun_a_report_or_a_refusal_is_no_such_word(text):
    assert not kinds(text)


@pytest.mark.parametrize(
    "question",
    [
        "Delete 3 messages?", "Your photos will be deleted.", "¿Eliminar 3 mensajes?", "Se eliminarán los datos",
        "3 Nachrichten werden gelöscht", "Supprimer la conversation ?", "Silinsin mi?", "Usunąć notatkę?",
       
        "メッセージを削除しますか？", "要删除此闹钟吗？", "대화를 삭제할까요?", "Törli?", "Poistetaanko?",
        "Видалити повідомлення?",
    ],
)  # fmt: skip
def test_what_a_dialog_asks_is_understood_in_every_form(question):
    assert "delete" in kinds(question, asked=True)


def test_a_word_of_one_language_takes_nothing_back_in_another():
    assert "delete" in kinds("Not silinsin mi?", asked=True)  # Turkish: shall the note be deleted?


@given(st.text(max_size=500))
def test_any_text_can_be_read(text):
    reading = read_label(text)
    assert all(found.kind for found in reading.found)
    assert fold(fold(text)) == fold(text) or not text.isascii()


def test_every_language_of_the_table_has_words_for_every_effect():
    languages: dict[str, set[str]] = {}
    table = words()
    for phrases in (*table.spaced.values(), *table.unspaced.values(), *table.stems.values()):
        for phrase in phrases:
            languages.setdefault(phrase.language, set()).add(phrase.kind)
    assert len(languages) >= 29
    for language, known in languages.items():
        assert set(RISKY) <= known, (language, set(RISKY) - known)
