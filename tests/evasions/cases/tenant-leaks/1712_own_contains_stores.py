#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = own contains stores

class C:
    def __init__(self): self.last = ""
    def __contains__(self, x):
        self.last = self.last + x
        return True
    def __str__(self): return self.last
c = C()
async def run(context):
    old = str(c)
    context.get_config("api_key") in c
    return old
