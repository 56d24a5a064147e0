"""Route templates behave as in the Functions host (ASP.NET Core routing)."""

from __future__ import annotations

import pytest

from tools.dev.routes import RouteError, compile_template


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("api/health", "api/health", {}),
        ("api/health", "API/Health/", {}),
        ("api/health", "api/healthy", None),
        ("api/{name}", "api/a%20b%2Fc", {"name": "a b/c"}),
        ("api/{name}", "api/", None),
        ("api/{name}", "api/a/b", None),
        ("api/{name?}", "api", {}),
        ("api/{name?}", "api/x", {"name": "x"}),
        ("api/{name:alpha?}", "api/1", None),
        ("api/{name=home}", "api", {"name": "home"}),
        ("api/{name=home}", "api/x", {"name": "x"}),
        ("api/{*rest}", "api", {}),
        ("api/{*rest}", "api/a/b/c", {"rest": "a/b/c"}),
        ("api/{**rest}", "api/a%2Fb", {"rest": "a/b"}),
        ("api/{name:alpha}", "api/abc", {"name": "abc"}),
        ("api/{name:alpha}", "api/abc1", None),
        ("api/{id:int}", "api/-5", {"id": "-5"}),
        ("api/{id:int}", "api/2147483648", None),
        ("api/{id:long}", "api/2147483648", {"id": "2147483648"}),
        ("api/{id:int:min(5)}", "api/4", None),
        ("api/{id:int:min(5)}", "api/5", {"id": "5"}),
        ("api/{id:max(5)}", "api/6", None),
        ("api/{id:range(2,4)}", "api/3", {"id": "3"}),
        ("api/{id:range(2,4)}", "api/x", None),
        ("api/{on:bool}", "api/True", {"on": "True"}),
        ("api/{on:bool}", "api/yes", None),
        ("api/{id:guid}", "api/11111111-1111-4111-8111-111111111111", ...),
        ("api/{id:guid}", "api/1111", None),
        ("api/{day:datetime}", "api/2025-01-02", {"day": "2025-01-02"}),
        ("api/{day:datetime}", "api/soon", None),
        ("api/{x:decimal}", "api/1.5", {"x": "1.5"}),
        ("api/{x:length(3)}", "api/abc", {"x": "abc"}),
        ("api/{x:length(3)}", "api/ab", None),
        ("api/{x:length(1,2)}", "api/abc", None),
        ("api/{x:minlength(2)}", "api/a", None),
        ("api/{x:maxlength(2)}", "api/abc", None),
        (r"api/{x:regex(^\d{{3}}-x$)}", "api/123-x", {"x": "123-x"}),
        (r"api/{x:regex(^\d{{3}}$)}", "api/1234", None),
        ("api/{file}.{ext}", "api/a.txt", {"file": "a", "ext": "txt"}),
        ("api/v{major}/x", "api/v2/x", {"major": "2"}),
    ],
)
def test_match(template: str, path: str, expected: dict[str, str] | None) -> None:
    found = compile_template(template).match(path)
    if expected is ...:
        assert found is not None
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("api/{name:odd}", "unknown constraint 'odd'"),
        ("api/{name:length(x)}", "constraint 'length"),
        ("api/{name:length()}", "constraint 'length"),
        ("api/{name:regex(()}", "constraint 'regex"),
        ("api/{name", "unbalanced brace"),
        ("api/name}", "unbalanced brace"),
        ("api/{}", "is not a parameter"),
        ("api/{*rest}/more", "must be the whole last segment"),
        ("api/x{*rest}", "must be the whole last segment"),
        ("api/{a}/{A}", "occurs twice"),
    ],
)
def test_malformed_templates_are_refused(template: str, problem: str) -> None:
    with pytest.raises(RouteError) as error:
        compile_template(template)
    assert problem in str(error.value)
    assert repr(template) in str(error.value)


def test_the_more_specific_route_is_tried_first() -> None:
    texts = ["api/{*rest}", "api/{name}", "api/{name:alpha}", "api/x{name}", "api/health"]
    ordered = sorted((compile_template(text) for text in texts), key=lambda one: one.precedence)
    assert [one.text for one in ordered] == [
        "api/health",
        "api/{name:alpha}",
        "api/x{name}",
        "api/{name}",
        "api/{*rest}",
    ]
