from string import Template

MESSAGES = {
    "welcome": "Hello {name}, your account {upn} is ready.",
    "blocked": "The account {upn} was blocked by {who}.",
}
SQL = "SELECT * FROM {table} WHERE org = %s"
PATHS = ("/users/{id}", "/groups/{id}/members")


def message(kind, **values):
    return MESSAGES[kind].format(**values)


def welcome(user):
    return MESSAGES["welcome"].format(name=user["name"], upn=user["upn"])


def path(index, id):
    return PATHS[index].format(id=id)


def query(table):
    if not table.isidentifier():
        raise ValueError(table)
    return SQL.format(table=table)


def money(amount, currency="EUR"):
    return "{:,.2f} {}".format(amount, currency)


class Endpoint:
    path = "/tickets/{id}"

    def url(self, base, **values):
        return base + self.path.format(**values)


class NoteEndpoint(Endpoint):
    path = "/tickets/{id}/notes/{note}"


def mail(text, **values):
    return Template(text).safe_substitute(values)
