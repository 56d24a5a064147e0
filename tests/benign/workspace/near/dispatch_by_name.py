class EventHandler:
    """`on_ticket_created` for the event `ticket.created`."""

    def handle(self, event):
        kind = event["type"].replace(".", "_")
        method = getattr(self, f"on_{kind}", None)
        if method is None:
            return self.unhandled(event)
        return method(event["data"])

    def unhandled(self, event):
        return {"ignored": event["type"]}


class TicketEvents(EventHandler):
    def on_ticket_created(self, data):
        return {"created": data["id"]}

    def on_ticket_closed(self, data):
        return {"closed": data["id"]}


class Visitor:
    def visit(self, node):
        method = f"visit_{type(node).__name__}"
        return getattr(self, method, self.generic_visit)(node)

    def generic_visit(self, node):
        return node

    def visit_dict(self, node):
        return {key: self.visit(value) for key, value in node.items()}

    def visit_list(self, node):
        return [self.visit(item) for item in node]
