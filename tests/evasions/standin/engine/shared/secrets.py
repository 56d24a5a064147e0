"""What no workflow may reach."""

TOKEN = "@ENGINE@"


def connection_string():
    return f"AccountKey={TOKEN}"
