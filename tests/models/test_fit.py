"""Estimates follow from bandwidth, compute and memory; profiles come from files and are checked."""

from __future__ import annotations

import dataclasses

import pytest

from ainos.models.fit import SHAPES, ProfileError, estimate, load_profile, profile, profiles, table

PHONE = profile("Snapdragon 8 Gen 3")
TINY, LARGE = SHAPES[0], SHAPES[-1]


def test_at_least_eight_chips_are_packaged_with_their_sources():
    found = profiles()
    assert sum(p.kind == "phone" for p in found) >= 8
    assert all(p.sources for p in found)
    assert len({p.name for p in found}) == len(found)


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
