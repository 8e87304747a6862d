"""The security proof: models that do what an attacker wants, on virtual phones whose own ledger says what happened.

`python -m ainos.evals.security` or `./run security`. Knows the agent's seams and the virtual phone; judges by neither
the agent's words nor its tools' probes.
"""
