from __future__ import annotations

from typing import Annotated, Any, Literal, Optional, Union

from pydantic import BaseModel, Field, TypeAdapter


class Leaf(BaseModel):
    kind: Literal["leaf"] = "leaf"
    value: Annotated[int, Field(ge=0, le=100)]


class Node(BaseModel):
    kind: Literal["node"] = "node"
    children: list[Union["Node", "Leaf"]] = []
    parent: Optional["Node"] = None
    extra: "dict[str, Any] | None" = None


Tree = TypeAdapter(Union[Node, Leaf])


async def run(context):
    return Tree.validate_python({"kind": "node", "children": [{"kind": "leaf", "value": 3}]})
