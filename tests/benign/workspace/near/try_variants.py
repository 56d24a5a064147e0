async def run(context):
    problems = []
    for raw in ("1", "x", None):
        try:
            value = int(raw)
        except (TypeError, ValueError) as error:
            problems.append(f"{raw!r}: {error}")
        else:
            problems.append(value)
        finally:
            context.save_checkpoint(f"tried {raw}")
    try:
        raise ExceptionGroup("many", [ValueError(1), KeyError(2)])
    except* ValueError as group:
        problems.append(len(group.exceptions))
    except* KeyError:
        pass
    return problems
