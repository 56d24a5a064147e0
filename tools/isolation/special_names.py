"""The special names (``__x__``) that Python itself gives a meaning."""

from __future__ import annotations

# Gathered from the sources and the built-in types of CPython 3.6 to 3.14; what is not among them
# is a name that somebody gave to a method of their own.
PYTHONS = frozenset(
    """__abc_tpflags__ __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __all__
    __and__ __anext__ __annotate__ __annotate_func__ __annotations__ __annotations_cache__
    __arg__ __args__ __ast_node__ __author__ __await__ __base__ __bases__ __basicsize__
    __bool__ __bound__ __breakpointhook__ __buffer__ __build_class__ __builtin__ __builtins__
    __bytes__ __cached__ __call__ __callable_proto_members_only__ __callback__ __cause__
    __ceil__ __cell__ __class__ __class_getitem__ __classcell__ __classdict__
    __classdictcell__ __closure__ __code__ __coerce__ __complex__ __concat__
    __conditional_annotations__ __constraints__ __contains__ __context__ __contravariant__
    __copy__ __copyright__ __coroutine_function__ __covariant__ __create_fn__ __credits__
    __ctype_be__ __ctype_le__ __cvsid__ __dataclass_HAS_DEFAULT_FACTORY__
    __dataclass_builtins_object__ __dataclass_fields__ __dataclass_params__
    __dataclass_return_type__ __dataclass_self__ __dataclass_transform__ __debug__
    __decimal_context__ __deepcopy__ __default__ __defaults__ __del__ __delattr__ __delete__
    __delitem__ __delslice__ __deprecated__ __dict__ __dictoffset__ __dictrefoffset__ __dir__
    __displayhook__ __div__ __divmod__ __doc__ __docformat__ __enter__ __eq__ __evaluate__
    __excepthook__ __exit__ __extra_names__ __file__ __final__ __firstlineno__ __flags__
    __float__ __floor__ __floordiv__ __format__ __forward_arg__ __forward_code__
    __forward_evaluated__ __forward_is_argument__ __forward_is_class__ __forward_module__
    __forward_value__ __fspath__ __func__ __future__ __ge__ __get__ __getattr__
    __getattribute__ __getformat__ __getinitargs__ __getitem__ __getitem_inner__
    __getnewargs__ __getnewargs_ex__ __getslice__ __getstate__ __globals__ __globals_ref__
    __gt__ __hash__ __hex__ __iadd__ __iand__ __iconcat__ __idiv__ __ifloordiv__ __ilshift__
    __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__
    __initializing__ __inst__ __instancecheck__ __instancehook__ __int__ __interactivehook__
    __inv__ __invert__ __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__ __itemsize__
    __iter__ __itruediv__ __ixor__ __jit__ __kwdefaults__ __lazy_import__ __lazy_modules__
    __le__ __len__ __length_hint__ __libmpdec_version__ __loader__ __long__ __lshift__ __lt__
    __main__ __match_args__ __matmul__ __members__ __metaclass__ __metadata__ __missing__
    __mod__ __module__ __mp_main__ __mro__ __mro_entries__ __mul__ __mutable_keys__ __name__
    __ne__ __neg__ __new__ __new_member__ __newobj__ __newobj_ex__ __next__ __next_in_mro__
    __no_type_check__ __non_callable_proto_members__ __nonzero__ __not__ __notes__
    __objclass__ __oct__ __optional_keys__ __or__ __orig_bases__ __orig_class__ __origin__
    __override__ __owner__ __package__ __parameters__ __partialmethod__ __path__ __pdb_eval__
    __peg_parser__ __pos__ __post_init__ __pow__ __prepare__ __protocol_attrs__ __qualname__
    __radd__ __rand__ __rdiv__ __rdivmod__ __readonly_keys__ __reduce__ __reduce_ex__
    __release_buffer__ __replace__ __repr__ __required_keys__ __reversed__ __rfloordiv__
    __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__
    __rshift__ __rsub__ __rtruediv__ __rxor__ __safe_for_unpickling__ __self__ __self_class__
    __set__ __set_name__ __setattr__ __setformat__ __setitem__ __setslice__ __setstate__
    __signature__ __sizeof__ __slotnames__ __slots__ __spec__ __static_attributes__ __stderr__
    __stdin__ __stdout__ __str__ __stringifier_dict__ __sub__ __subclasscheck__ __subclasses__
    __subclasshook__ __supertype__ __suppress_context__ __text_signature__ __thisclass__
    __total__ __traceback__ __tree_hash__ __truediv__ __trunc__ __type_params__
    __typing_is_unpacked_typevartuple__ __typing_prepare_subst__ __typing_subst__
    __typing_unpacked_tuple_args__ __unicode__ __unittest_expecting_failure__
    __unittest_skip__ __unittest_skip_why__ __unpacked__ __unraisablehook__
    __validate_parameters__ __value__ __vectorcalloffset__ __version__ __warningregistry__
    __weakref__ __weakrefoffset__ __wrapped__ __xor__""".split()  # noqa: SIM905
)


def has_meaning(name: str) -> bool:
    """Say whether Python, or pydantic for its models, gives ``name`` a meaning."""
    return name in PYTHONS or name.startswith(("__pydantic_", "__get_pydantic_"))
