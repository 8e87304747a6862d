"""mobilerun's screen text of trees as its own helper app sends them. Run by peers.py in the environment of the peers.

Reads one line of JSON from standard input: a list of trees. Prints one line of JSON: for each tree the text, the
elements that have a line, and the CPU milliseconds of one pass from the tree's JSON to the text. The package is
installed without what it depends on (851 MB), so only the two modules that make the text are imported, past the
package's own entrance.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import time
import types
from pathlib import Path
from typing import Any

TIMES = 60


def load() -> tuple[Any, Any]:
    """Return mobilerun's filter and formatter classes."""
    spec = importlib.util.find_spec("mobilerun")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    for name, folder in (("mobilerun", home), ("mobilerun.tools", home / "tools")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from mobilerun.tools.filters.concise_filter import ConciseFilter
    from mobilerun.tools.formatters.indexed_formatter import IndexedFormatter

    return ConciseFilter, IndexedFormatter


def main() -> None:
    """Answer for each tree."""
    filter_class, formatter_class = load()
    context = {"screen_bounds": {"width": 1080, "height": 2400}, "filtering_params": {"min_element_size": 5}}
    found = []
    for asked in json.loads(sys.stdin.readline()):
        raw = json.dumps(asked["tree"])

        def once(raw: str = raw, state: dict[str, Any] = asked["state"]) -> Any:
            tree = filter_class().filter(json.loads(raw), context)
            return formatter_class().format(tree, state)

        text, _, elements, _ = once()
        spent = []
        for _ in range(TIMES):
            began = time.process_time()
            once()
            spent.append(1000 * (time.process_time() - began))
        lines = [[e["className"], e["bounds"]] for e in elements]
        found.append({"text": text, "elements": lines, "cpu_ms": statistics.median(spent)})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
