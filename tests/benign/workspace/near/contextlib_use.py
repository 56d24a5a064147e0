import contextlib
import time


@contextlib.contextmanager
def stopwatch(context, name):
    started = time.monotonic()
    try:
        yield
    except OSError as error:
        context.log("warning", f"{name}: {error}")
        raise
    finally:
        context.save_checkpoint(name, {"seconds": round(time.monotonic() - started, 3)})


async def run(context):
    with stopwatch(context, "read"), contextlib.suppress(KeyError):
        {}["x"]
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.closing(context.get_variable("handle") or contextlib.nullcontext()))
    return True
