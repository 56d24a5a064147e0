#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = format method stores

class M:
    def __init__(self): self.d = []
    def __format__(self, spec):
        self.d.append(spec)
        return str(self.d)
m = M()
async def run(context):
    return f"{m:{context.get_config('api_key')}}"
