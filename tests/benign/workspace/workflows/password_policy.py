"""Judge a password policy against the provider's baseline."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, auto
from typing import Any, Protocol, runtime_checkable

import yaml

from engine.sdk import OrganizationContext, param, workflow

BASELINE = """
min_length: 12
history: 10
lockout: {attempts: 5, minutes: 15}
"""


class Verdict(IntEnum):
    FINE = auto()
    WEAK = auto()
    BAD = auto()


@runtime_checkable
class Check(Protocol):
    def __call__(self, policy: dict[str, Any], baseline: dict[str, Any]) -> Verdict: ...


def check_length(policy: dict[str, Any], baseline: dict[str, Any]) -> Verdict:
    length = policy.get("min_length", 0)
    if length >= baseline["min_length"]:
        return Verdict.FINE
    return Verdict.WEAK if length >= 8 else Verdict.BAD


def check_lockout(policy: dict[str, Any], baseline: dict[str, Any]) -> Verdict:
    match policy.get("lockout"):
        case {"attempts": int(attempts)} if attempts <= baseline["lockout"]["attempts"]:
            return Verdict.FINE
        case {"attempts": _}:
            return Verdict.WEAK
        case _:
            return Verdict.BAD


CHECKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Verdict]] = {
    "length": check_length,
    "lockout": check_lockout,
}


@workflow(name="password_policy", description="Compare with the baseline", category="Security")
@param("policy", "json", required=True)
def password_policy(context: OrganizationContext, policy: dict[str, Any]) -> dict[str, Any]:
    baseline = {**yaml.safe_load(BASELINE), **context.get_config("password_baseline", {})}
    verdicts = {name: check(policy, baseline) for name, check in CHECKS.items()}
    worst = max(verdicts.values(), default=Verdict.FINE)
    return {"verdict": worst.name.lower(), "checks": {k: v.name for k, v in verdicts.items()}}
