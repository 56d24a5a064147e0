#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = doctest runs the examples of a docstring

import doctest


def helper():
    """
    >>> from engine.shared.secrets import TOKEN
    >>> print(TOKEN)
    nothing
    """


async def run(context):
    doctest.run_docstring_examples(helper, {})
