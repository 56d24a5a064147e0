import bisect
import heapq


async def run(context):
    heap = []
    for item in (3, 1, 2):
        heapq.heappush(heap, item)
    ordered = []
    bisect.insort(ordered, heapq.heappop(heap))
    return heapq.nsmallest(2, heap), ordered, heapq.merge([1], [2])
