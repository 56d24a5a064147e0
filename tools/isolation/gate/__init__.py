"""A first look at a file that can only say "no rule can find anything in here", or nothing at all.

Most files of a workspace are plain: they import what everybody may import, call it, and change
nothing but what they made themselves. For such a file one short pass over its syntax tree takes
the place of the whole judgement. What is plain is defined narrowly and by shape, never by
following values, so the answer cannot depend on how clever the rules are; whenever in doubt the
file is not plain, and the rules judge it. `conditions.COVERED` says for every rule why a plain file
cannot break it.
"""
