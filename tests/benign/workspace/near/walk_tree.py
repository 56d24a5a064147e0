def walk(node, depth=0):
    yield depth, node["name"]
    for child in node.get("children", ()):
        yield from walk(child, depth + 1)


class Visitor:
    def visit(self, node):
        kind = node.get("kind", "leaf")
        if kind == "group":
            return self.visit_group(node)
        return self.visit_leaf(node)

    def visit_group(self, node):
        return [self.visit(child) for child in node["children"]]

    def visit_leaf(self, node):
        return node["name"]


async def run(context):
    tree = {"name": "a", "kind": "group", "children": [{"name": "b"}]}
    return list(walk(tree)), Visitor().visit(tree)
