import array
import struct
import zlib


async def run(context, data=b"\x00\x01\x02\x03"):
    first, second = struct.unpack(">HH", data)
    numbers = array.array("I", [1, 2])
    return first, second, zlib.crc32(data), numbers.tolist(), data[::-1], bytes([65, 66]).decode(), "abc"[::-1]
