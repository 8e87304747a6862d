"""Every model is in one registry; an adapter is registered by its card alone."""

from __future__ import annotations

import pytest

from ainos.models.catalogue import BASE, ENTRIES, adapter, adapters, entry, usable
from ainos.models.types import ModelUnavailableError
from ainos.models.weights import adapter_path, local_weights


def test_every_entry_says_its_licence_and_how_to_get_it():
    for each in ENTRIES:
        assert all((each.licence, each.get, each.about, each.megabytes > 0)), each.name
    assert len({e.name for e in ENTRIES}) == len(ENTRIES)


def test_what_is_there_has_a_path_and_what_is_not_says_what_to_type():
    for each in ENTRIES:
        if each.missing():
            with pytest.raises(ModelUnavailableError) as caught:
                each.require()
            assert caught.value.hint == each.get
        else:
            assert each.require().exists()


def test_the_registry_and_the_runtime_mean_the_same_files():
    assert entry(BASE).path() == local_weights().path
    assert adapter("act").file == adapter_path()
    assert usable("embedding")[0].name == "minilm-l6"


def test_all_cards_of_packaged_adapters_are_adapters_with_a_file_for_the_base():
    found = adapters()
    assert "act" in {spec.name for spec in found}
    for spec in found:
        assert spec.present, spec.name
        assert spec.base == BASE
        assert spec.task


def test_a_file_and_a_card_are_all_that_a_new_adapter_needs(tmp_path):
    (tmp_path / "tone.gguf").write_bytes(b"GGUF")
    head = "name: tone\nfile: tone.gguf\nbase: smollm2-135m\ntask: a text -> the same, kinder\nlanguages: en, zh\n"
    card = f"---\n{head}---\n# Card\n"
    (tmp_path / "tone.md").write_text(card)
    (tmp_path / "notes.md").write_text("# no card\n")
    (tmp_path / "half.md").write_text("---\nname: half\n")
    (spec,) = adapters(tmp_path)
    assert (spec.name, spec.present, spec.languages) == ("tone", True, "en, zh")


def test_a_card_without_its_file_is_an_error_with_the_next_command(tmp_path):
    (tmp_path / "tone.md").write_text("---\nname: tone\nfile: t.gguf\nbase: b\ntask: t\ntrain: tone\n---\n")
    with pytest.raises(ModelUnavailableError) as caught:
        adapter("tone", adapters(tmp_path))
    assert caught.value.hint == "ainos models train tone"


@pytest.mark.parametrize("find", [entry, adapter])
def test_an_unknown_name_is_refused(find):
    with pytest.raises(ModelUnavailableError):
        find("nobody")
