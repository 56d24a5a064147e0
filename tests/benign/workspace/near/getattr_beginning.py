"""Attribute names whose beginning is written here and belongs to no internal."""


class Sender:
    def __init__(self, mode):
        self.mode = mode

    def _send_chat(self, text):
        return f"chat {text}"

    def _send_mail(self, text):
        return f"mail {text}"

    def send(self, text):
        return getattr(self, f"_send_{self.mode}")(text)


def listed(client, kind):
    reader = f"list_{kind}"
    return getattr(client, reader)()


def age(stat, which):
    return getattr(stat, "st_%s" % (which,)), getattr(stat, "st_{}".format(which))
