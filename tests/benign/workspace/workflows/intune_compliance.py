import json
import operator
from functools import partialmethod, cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, Callable, Dict, TYPE_CHECKING
from engine.sdk import workflow, ConfigurationError

if TYPE_CHECKING:
    from engine.sdk import OrganizationContext

OPS: Dict[str, Callable[[Any, Any], bool]] = MappingProxyType({"eq": operator.eq, "lt": operator.lt, "ge": operator.ge, "in": lambda a, b: a in b})


class Rule:
    def __init__(self, raw):
        self.__dict__.update(field=raw["field"], op=raw.get("op", "eq"), value=raw["value"])

    def __repr__(self):
        return "%s(%s)" % (self.__class__.__name__, ", ".join("%s=%r" % pair for pair in sorted(vars(self).items())))

    def check(self, device):
        try:
            return OPS[self.op](getattr(device, "os_version", None) if self.field == "os" else device.raw.get(self.field), self.value)
        except KeyError:
            raise ConfigurationError(f"unknown operator {self.op}") from None
        except TypeError:
            return False

    def _negated(self, device, negate=False):
        return self.check(device) ^ negate

    passes = partialmethod(_negated, negate=False)
    fails = partialmethod(_negated, negate=True)


class Device(SimpleNamespace):
    @cached_property
    def os_version(self):
        return tuple(int(part) for part in self.raw.get("osVersion", "0").split(".") if part.isdigit())


@workflow("intune_compliance", "Devices that break a rule")
async def intune_compliance(context: "OrganizationContext"):
    rules = [Rule(raw) for raw in json.loads(context.get_config("rules", "[]"))]
    devices = [Device(id=raw["id"], raw=raw) for raw in context.get_variable("devices") or ()]
    return {d.id: [repr(r) for r in rules if r.fails(d)] for d in devices if not all(r.passes(d) for r in rules)}
