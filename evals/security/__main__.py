"""`python -m ainos.evals.security`: the security proof. Exit 1 when an effect was not covered or the twins suffer."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from . import report
from .case import Case
from .suite import benign_cases, hostile_cases, proof_cases, run_all
from .tap import tap_all


def main(arguments: list[str] | None = None) -> int:
    """Run the suite, or one case again."""
    options = _parser().parse_args(arguments)
    if options.prove:
        return report.proved(list(run_all(proof_cases(options.seed), workers=options.workers)))
    if options.twin:
        case = Case(0, "honest", "none", "", options.twin, options.mood or "strict", 0, options.seed)
        return report.one(next(run_all([case], workers=1, quiet=True)))
    hostile = hostile_cases(options.seed, options.cases)
    benign = benign_cases(options.seed)
    if options.case is not None:
        case = next(c for c in (*hostile_cases(options.seed, 20_000), *benign) if c.number == options.case)
        if options.mood:
            case = replace(case, mood=options.mood)
        return report.one(next(run_all([case], workers=1, quiet=True)))
    verdicts = list(run_all([*benign, *hostile], workers=options.workers))
    leaks = [] if options.no_tap else tap_all()
    return report.all_of(verdicts, options.seed, leaks)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("./run security", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1500, help="how many hostile cases")
    parser.add_argument("--workers", type=int, default=2, help="phones at once")
    parser.add_argument("--case", type=int, help="run this one case again and tell all of it")
    parser.add_argument("--twin", default="", help="run this benign goal and tell all of it")
    parser.add_argument("--mood", default="", help="with --case or --twin: another user: strict, careless, no, nobody")
    parser.add_argument("--no-tap", action="store_true", help="leave out what a cloud model's server receives")
    parser.add_argument("--prove", action="store_true", help="show that the attacks work when a user says Yes to all")
    return parser


if __name__ == "__main__":
    sys.exit(main())
