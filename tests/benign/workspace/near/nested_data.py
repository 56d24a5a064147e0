import jmespath
from jsonschema import Draft202012Validator, ValidationError as SchemaError, validate

SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}


def dig(data, path, default=None):
    for part in path.split("."):
        if not isinstance(data, dict) or part not in data:
            return default
        data = data[part]
    return data


async def run(context, data=None):
    data = data or {"id": 1, "owner": {"mail": "a@example.com"}}
    try:
        validate(data, SCHEMA)
    except SchemaError as error:
        return error.message
    errors = sorted(Draft202012Validator(SCHEMA).iter_errors(data), key=lambda e: list(e.path))
    return dig(data, "owner.mail"), jmespath.search("owner.mail", data), errors
