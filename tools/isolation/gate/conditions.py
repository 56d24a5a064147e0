"""Why a plain file cannot break a rule: one line for each, compared with the registry by a test.

Read it before a rule is changed: whoever makes a rule stricter, or adds one, has to say here what
keeps it from finding anything in a plain file. The differential test then looks for counterexamples
in every example, evasion and mutant.
"""

from __future__ import annotations

COVERED = {
    "RF101": "names._allow_module: of the platform, only the door's own modules are imported",
    "RF102": "names._member: of a door, only the names in its `__all__`",
    "RF103": "imports: no star import",
    "RF104": "names._allow_module: standard library and allowed packages only",
    "RF105": "names._allow_module: the catalogue's own verdict, submodules included",
    "RF106": "names._imported: a relative import leads to a module of the workspace",
    "RF107": "names._allow_module, _member: no part begins with an underscore",
    "RF108": "names._use_thing: a module is only ever followed by a dot; no import in a class",
    "RF109": "names._member: no member of a package has the name of a standard module",
    "RF110": "names._member: the catalogue's own verdict without reserve; calls that give a"
    " catalogued type only as the module's logger; no watched attribute on any object",
    "RF201": "names._use: of builtins, only those that no rule asks about; no `global`",
    "RF202": "definitions: special methods from a list, no class keywords, no other special names",
    "RF301": "references.see_private: no special attribute but `type(x).__name__` and"
    " `super().__init__()`",
    "RF302": "references.see_attribute: no attribute begins like those of internal types",
    "RF303": "references.see_private: an underscore only behind `self` and `cls`, and only for a"
    " name that this file gives to its objects",
    "RF304": "names._use: `getattr` with a constant name only, `setattr` and the like not at all",
    "RF305": "texts: no name of an internal, no template that reads one; constants: put together",
    "RF306": "definitions: no `startswith` and no `__eq__` in a class, no other special names",
    "RF401": "references.see_watched_attribute: `format` of a constant only",
    "RF402": "annotations: names, attributes, subscripts and plain words; calls.see_call, texts: no"
    " names for attrs and pydantic; names._use: none of them bound by an assignment",
    "RF403": "texts, calls.see_call: the words do not occur",
    "RF501": "changes.change, store_attribute: only `self` and containers made in the same function"
    " are changed",
    "RF502": "names._use_thing: such decorators are only used with `@`, and two of them not at all",
    "RF503": "names: what the door has is called, caught, raised, or stands in an annotation; its"
    " decorators stand on functions of the module",
    "RF601": "names._use_thing: the environment's names are special",
    "RF602": "texts, constants: no path or address of the platform; names._use: no `open`, no"
    " `__file__`; what opens paths is special; calls.see_call: no such keyword",
    "RF603": "calls.see_call: no method that writes or unpacks; functions that do are special",
    "RF701": "as RF501; what lives with the module is read only (names._last), and no function or"
    " class of the file runs while it is loaded; no `nonlocal`",
    "RF702": "walk: no `global`",
    "RF703": "names._use_thing: caches are special",
    "RF704": "changes.store_attribute: only on `self` in a method that is no class method",
    "RF705": "definitions.see_default: a default is a constant, a name or a tuple of them",
    "RF706": "references.see_attribute: no method that keeps or fills; changes: no item of a view",
    "RF707": "names._use: no `open`; what makes paths, databases and temporary files is special",
    "RF801": "look: the file has a syntax tree",
    "RF802": "look: printable ASCII, no declared encoding",
    "RF803": "walk: known syntax only, nested less deeply than the judgement follows",
    "RF804": "the path is judged before the look",
    "RF901": "contracts are judged over all files, plain or not",
    "RF902": "waivers are not the file's",
    "RF903": "the baseline is not the file's",
}
