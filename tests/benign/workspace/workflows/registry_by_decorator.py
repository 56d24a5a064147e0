"""Checks register themselves; the workflow runs those that were asked for."""
from dataclasses import dataclass
from typing import Callable, Dict, List
from engine.sdk import workflow

CHECKS: Dict[str, Callable] = {}

def check(name: str, severity: str = "medium"):
    def register(func):
        func.severity = severity
        func.title = name
        CHECKS[name] = func
        return func
    return register

@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    detail: str = ""

@check("mfa", severity="high")
async def mfa_enabled(graph) -> Outcome:
    users = await graph.get("/reports/authenticationMethods/userRegistrationDetails")
    missing = [u["userPrincipalName"] for u in users["value"] if not u["isMfaRegistered"]]
    return Outcome("mfa", not missing, ", ".join(missing[:10]))

@check("legacy_auth")
async def legacy_auth(graph) -> Outcome:
    policies = await graph.get("/identity/conditionalAccess/policies")
    blocked = any("exchangeActiveSync" in p["conditions"]["clientAppTypes"] for p in policies["value"])
    return Outcome("legacy_auth", blocked)

@workflow(name="security_checks", description="Run checks")
async def security_checks(context, names: List[str] | None = None):
    graph = context.get_integration("msgraph")
    outcomes = []
    for name in names or sorted(CHECKS):
        func = CHECKS.get(name)
        if func is None:
            context.log(f"unknown check {name}", level="warning")
            continue
        outcome = await func(graph)
        outcomes.append({"name": outcome.name, "passed": outcome.passed, "severity": func.severity, "detail": outcome.detail})
    return outcomes
