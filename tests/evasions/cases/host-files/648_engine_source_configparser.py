#: channel = host-files
#: reaches = settings
#: layer = both
#: note = ConfigParser.read takes file names

import configparser


async def run(context):
    parser = configparser.ConfigParser(allow_no_value=True, delimiters=("\x01",))
    try:
        parser.read("local.settings.json")
    except configparser.Error as error:
        return str(error)
