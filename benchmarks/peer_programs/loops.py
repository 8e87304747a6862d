"""One agent loop of a peer: 50 steps with a tool that does nothing, in its shortest usual form. Run by peers.py.

Runs in the environment of the peers, never in ours. Prints one line of JSON: CPU milliseconds a step, how many of them
the openai client took, and resident megabytes. Telemetry and streaming are off; imports and a warm-up are not counted.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

GOAL = "Touch the lamp."
WARM, STEPS = 4, 50
MODEL, KEY = "fake", "none"


def smolagents(url: str) -> Callable[[], object]:
    """Return a run of a ToolCallingAgent."""
    from smolagents import OpenAIServerModel, ToolCallingAgent, tool
    from smolagents.monitoring import LogLevel

    @tool
    def nudge() -> str:
        """Nudge it."""
        return "Nudged."

    model = OpenAIServerModel(model_id=MODEL, api_base=url, api_key=KEY)
    agent = ToolCallingAgent(tools=[nudge], model=model, max_steps=STEPS + 10, verbosity_level=LogLevel.OFF)
    return lambda: agent.run(GOAL)


def pydantic_ai(url: str) -> Callable[[], object]:
    """Return a run of an Agent."""
    from pydantic_ai import Agent, UsageLimits
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    agent = Agent(OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=url, api_key=KEY)))

    @agent.tool_plain
    def nudge() -> str:
        """Nudge it."""
        return "Nudged."

    return lambda: agent.run_sync(GOAL, usage_limits=UsageLimits(request_limit=None))


def langgraph(url: str) -> Callable[[], object]:
    """Return a run of the prebuilt ReAct graph."""
    import warnings

    from langchain_core.tools import tool
    from langchain_openai import ChatOpenAI
    from langgraph.prebuilt import create_react_agent

    @tool
    def nudge() -> str:
        """Nudge it."""
        return "Nudged."

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = create_react_agent(ChatOpenAI(model=MODEL, base_url=url, api_key=KEY), [nudge])
    asked = {"messages": [("user", GOAL)]}
    return lambda: graph.invoke(asked, {"recursion_limit": 4 * STEPS})


LOOPS = {"smolagents": smolagents, "pydantic-ai": pydantic_ai, "langgraph": langgraph}


def time_client(spent: list[float]) -> None:
    """Add up the CPU seconds inside the openai client's `create`, whichever face of it a framework uses."""
    from openai.resources.chat import completions

    sync, waiting = completions.Completions.create, completions.AsyncCompletions.create

    @functools.wraps(sync)
    def call(*args: Any, **more: Any) -> Any:
        began = time.process_time()
        try:
            return sync(*args, **more)
        finally:
            spent[0] += time.process_time() - began

    @functools.wraps(waiting)
    async def wait(*args: Any, **more: Any) -> Any:
        began = time.process_time()
        try:
            return await waiting(*args, **more)
        finally:
            spent[0] += time.process_time() - began

    completions.Completions.create, completions.AsyncCompletions.create = call, wait


def main(name: str, url: str) -> None:
    """Run one peer twice, the second time measured.

    Args:
        url: Of the server; the length of a task and its name are added.
    """
    os.environ |= {"LANGSMITH_TRACING": "false", "OTEL_SDK_DISABLED": "true", "HF_HUB_DISABLE_TELEMETRY": "1"}
    LOOPS[name](f"{url}/{WARM}/{name}-{os.getpid()}-warm/v1")()
    spent = [0.0]
    time_client(spent)
    run = LOOPS[name](f"{url}/{STEPS}/{name}-{os.getpid()}/v1")
    began = time.process_time()
    run()
    whole = time.process_time() - began
    figures = {
        "step_ms": 1000 * whole / STEPS, "outside_ms": 1000 * (whole - spent[0]) / STEPS,
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
