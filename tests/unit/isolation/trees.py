"""Whole application roots on disk, as small as a check of them allows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DOOR = (
    "Caller", "ExecutionStatus", "Organization", "OrganizationContext", "ValidationError",
    "WorkflowException", "data_provider", "param", "public_attr", "workflow",
)  # fmt: skip
POLICY = """\
[ringfence]
door =
    engine.sdk
    engine.shared.context
    engine.shared.models
packages =
    httpx
    pydantic
    requests
protected =
    engine/
    .importlinter
    .ringfence-baseline.json

[importlinter]
root_packages =
    engine
    workspace
"""


def make_tree(root: Path, files: Mapping[str, str | bytes], policy: str = POLICY) -> Path:
    """Write an application with a door, a rule set and ``files`` (paths relative to ``root``)."""
    names = [name for name in DOOR if name != "ExecutionStatus"]
    basics: dict[str, str | bytes] = {
        ".importlinter": policy,
        "engine/__init__.py": "",
        "engine/shared/__init__.py": "",
        "engine/sdk.py": f"__all__ = {names!r}\n",
        "engine/shared/context.py": '__all__ = ["Caller", "Organization", "OrganizationContext"]\n',
        "engine/shared/models.py": '__all__ = ["ExecutionStatus", "UserType"]\n',
        "workspace/README.md": "code\n",
    }
    for path, content in {**basics, **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return root
