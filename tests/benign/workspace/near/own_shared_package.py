from workspace.shared import graph, models
from workspace.shared.graph import BASE_URL
from workspace.shared.retry import retried


@retried(attempts=2, on=(ValueError,))
async def load(path):
    return BASE_URL + path


async def run(context):
    return await load("/me"), models.Priority.LOW, graph.RETRYABLE
