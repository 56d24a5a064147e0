"""How a workflow is declared."""

from engine.shared.registry import PROVIDERS, WORKFLOWS
from engine.shared.secrets import TOKEN

__all__ = ["data_provider", "param", "workflow"]

_token = TOKEN


def workflow(name="", description="", **options):
    def decorate(function):
        WORKFLOWS[name or function.__name__] = function
        return function

    return decorate


def param(name, type="string", **options):
    def decorate(function):
        return function

    return decorate


def data_provider(name="", description="", **options):
    def decorate(function):
        PROVIDERS[name or function.__name__] = function
        return function

    return decorate
