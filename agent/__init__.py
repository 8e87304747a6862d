"""The loop that turns a goal into verified effects, and the code that stands between a model and the phone.

Start with `loop.py`. What it calls, by concern:

- course of a run: `flow` (which sub-goal is next), `conditions`, `filling` and `values_*` (values read before), `waits`
- who decides: `planners.sources` (no model), `templated`, `skills` and `skill_*`, `retry`, `lessons`; `choose` (models)
- what is allowed: `guard` → `envelope`, `planned`, `wording`; `policy` and `policy_*`; `approval`, `card`
- acting: `act`, `interruptions`, `repairer`, `watch`, `settle`, `stop`, `undo`
- proof: `expectations` → `postcondition`, `witness`, `screen_facts`, `list_facts`, `wishmarks`; `control` (answers)
- record: `journal` → `logbook`, `lease`, `audit`, `records`, `migrate`; `resume`, `past`, `trail`, `replays`, `egress`
- memory: `remembered`, `answers`, `scrub`; account: `account`, `receipt`, `events`, `limits`
"""
