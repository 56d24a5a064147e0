import re

compile = re.compile
PATTERN = compile(r"^\d{4}-\d{2}$")
exec_line = re.compile(r"\bexec\b|\beval\(")


def is_month(text):
    return bool(PATTERN.match(text)) and not exec_line.search(text)
