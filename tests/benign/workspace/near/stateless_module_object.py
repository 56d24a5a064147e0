"""An object of the module that no run changes."""

import re


class Matcher:
    def __init__(self, *patterns):
        self.patterns = tuple(re.compile(p) for p in patterns)

    def matches(self, text):
        return any(p.search(text) for p in self.patterns)


SPAM = Matcher(r"win \d+ (euro|dollar)", r"click here")


async def run(context, text="hello"):
    return SPAM.matches(text)
