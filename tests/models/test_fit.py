"""Estimates follow from bandwidth, compute and memory; profiles come from files and are checked."""

from __future__ import annotations

import dataclasses
import re

import pytest

from ainos.models.fit import (
    PACKAGED,
    SHAPES,
    Profile,
    ProfileError,
    estimate,
    load_profile,
    profile,
    profiles,
    table,
)

PHONE = profile("Snapdragon 8 Gen 3")
TINY, LARGE = SHAPES[0], SHAPES[-1]


def test_at_least_eight_chips_are_packaged_with_their_sources():
    found = profiles()
    assert sum(p.kind == "phone" for p in found) >= 8
    assert all(p.sources for p in found)
    assert len({p.name for p in found}) == len(found)


def test_the_published_figures_lie_where_such_machines_lie():
    for p in profiles():
        assert 4 <= p.ram_gb <= 24, p.name
        assert 10 <= p.bandwidth_gbs <= 130, p.name
        assert 0.3 <= p.reached <= 0.8, p.name
        assert 0 <= p.npu_tops <= 60, p.name
        assert 0.05 <= p.flash_gbs <= 6, p.name
        if p.kind == "phone":
            assert 2 <= p.watts <= 9, p.name
            assert 12 <= p.battery_wh <= 25, p.name
            assert p.device, p.name


def test_bandwidth_follows_from_the_memory_that_the_source_names():
    for p in profiles():
        text = " ".join(p.sources)
        clock, bits = re.search(r"(\d{4}) MHz", text), re.search(r"x (\d+) bit", text)
        if clock and bits:
            assert p.bandwidth_gbs == pytest.approx(int(clock[1]) * 2 * int(bits[1]) / 8000, rel=0.01), p.name


def test_what_nobody_published_is_marked_as_assumed():
    names = {f.name for f in dataclasses.fields(Profile)}
    for p in profiles():
        assumed = set(p.assumed.split(", "))
        assert assumed <= names, p.name
        assert {"reached", "cpu_gops", "watts"} <= assumed, p.name
        if any("reports" in line and "TOPS" in line for line in p.sources):
            assert "npu_tops" in assumed, p.name


def test_writing_is_bound_by_bandwidth_and_reading_by_compute():
    faster = dataclasses.replace(PHONE, bandwidth_gbs=2 * PHONE.bandwidth_gbs)
    stronger = dataclasses.replace(PHONE, cpu_gops=2 * PHONE.cpu_gops)
    here = estimate(PHONE, TINY, "Q4")
    assert estimate(faster, TINY, "Q4").write_tps == pytest.approx(2 * here.write_tps)
    assert estimate(faster, TINY, "Q4").prompt_tps == pytest.approx(here.prompt_tps)
    assert estimate(stronger, TINY, "Q4").prompt_tps == pytest.approx(2 * here.prompt_tps)


def test_more_bits_take_more_memory_and_more_time():
    q4, q8, f16 = (estimate(PHONE, SHAPES[3], quant) for quant in ("Q4", "Q8", "F16"))
    assert q4.memory_gb < q8.memory_gb < f16.memory_gb
    assert q4.write_tps > q8.write_tps > f16.write_tps
    assert q4.step_s < f16.step_s


def test_half_of_the_memory_is_the_rule_and_beyond_all_of_it_storage_is_read():
    assert estimate(PHONE, TINY, "Q4").place == "memory"
    assert estimate(dataclasses.replace(PHONE, ram_gb=11), LARGE, "Q4").place == "tight"
    flash = estimate(dataclasses.replace(PHONE, ram_gb=6), LARGE, "Q4")
    assert flash.place == "flash"
    assert flash.write_tps < estimate(PHONE, LARGE, "Q4").write_tps / 3


def test_weights_that_nearly_fit_are_read_whole_for_every_token():
    memory = estimate(PHONE, LARGE, "Q4").memory_gb
    nearly, far = (
        estimate(dataclasses.replace(PHONE, ram_gb=memory * share), LARGE, "Q4", most=1.0) for share in (0.99, 0.5)
    )
    assert nearly.place == far.place == "flash"
    assert nearly.write_tps == far.write_tps
    assert nearly.write_tps < PHONE.flash_gbs / nearly.weights_gb
    assert estimate(dataclasses.replace(PHONE, ram_gb=4, flash_gbs=0), LARGE, "Q4").place == "no"


def test_a_model_with_its_layers_repeated_keeps_its_vocabulary():
    deep = TINY.deeper(8)
    assert deep.embedding == TINY.embedding
    assert deep.parameters - deep.embedding == pytest.approx(8 * (TINY.parameters - TINY.embedding))
    assert TINY.weights_gb(PACKAGED) == pytest.approx(0.0984, rel=0.03)  # the packaged file


def test_a_longer_cache_takes_more_memory():
    assert estimate(PHONE, TINY, "Q4", context=8192).memory_gb > estimate(PHONE, TINY, "Q4", context=512).memory_gb


def test_a_machine_on_mains_has_no_battery_minutes():
    assert {f.battery_min for f in table(profile("raspberry-pi-5"))} == {0.0}
    assert all(f.battery_min > 0 for f in table(PHONE))


def test_an_own_profile_is_a_toml_file(tmp_path):
    file = tmp_path / "mine.toml"
    text = (
        'name = "Mine"\nkind = "phone"\nram_gb = 4\nbandwidth_gbs = 20.0\nreached = 0.5\ncpu_gops = 100\nnpu_tops = 0\n'
        "flash_gbs = 1\nwatts = 4\nbattery_wh = 15\n"
    )
    file.write_text(text)
    assert profile(str(file)).name == "Mine"
    for wrong in (
        text.replace("ram_gb = 4", "ram_gb = -1"),
        text.replace("watts = 4", 'watts = "four"'),
        text.replace("watts = 4", "watts = 0"),
        text + "speed = 1\n",
        text + "sources = [1]\n",
        text.replace("watts = 4", "watts = nan"),
        text.replace("watts = 4\n", ""),
        "name =",
    ):
        file.write_text(wrong)
        with pytest.raises(ProfileError):
            load_profile(file)


def test_an_unknown_or_ambiguous_name_is_refused_with_the_choices():
    with pytest.raises(ProfileError, match="Tensor G4"):
        profile("nothing like it")
    with pytest.raises(ProfileError, match="several"):
        profile("snapdragon")
