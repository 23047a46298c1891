"""The state as one pointer, for compiled kernels.

Numba passes a named tuple of seventy arrays field by field, and a program of sixty kernels
then takes many minutes to compile. Here the same arrays are described, one after the other,
in a buffer; kernels get the buffer's address and read ``s.register`` as a load from it. The
arrays stay Python's: the named tuple keeps them alive while a kernel runs, and kernels keep
no count of references (docs/decisions/0003-state-behind-one-pointer.md).

Uncompiled, kernels take the named tuple itself, so their source is the same.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)

from sim.pathway.compiled import DISABLE_JIT
from sim.pathway.state import State

WORD_BYTES = 8
HEAD_WORDS = 5
"""Words of an array's description before its shape: owner, parent, items, item size, data."""


class PackedType(types.Type):
    """Numba's type of a packed state: names, array types and where each description begins."""

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.kinds = dict(fields)
        starts = np.cumsum([0] + [HEAD_WORDS + 2 * kind.ndim for _, kind in fields])
        self.starts = {name: int(at) for (name, _), at in zip(fields, starts, strict=False)}
        described = ",".join(f"{name}:{kind}" for name, kind in fields)
        digest = hashlib.blake2b(described.encode(), digest_size=8).hexdigest()
        super().__init__(name=f"State_{digest}")


@cache
def _packed_type(kinds: tuple[Any, ...]) -> PackedType:
    return PackedType(tuple(zip(State._fields, kinds, strict=True)))


_KINDS: dict[tuple[Any, ...], Any] = {}
"""Array types by layout: numba takes half a millisecond to describe a register."""


def _kind_of(array: np.ndarray[Any, Any]) -> Any:
    flags = array.flags
    layout = (array.dtype, array.ndim, flags.c_contiguous, flags.f_contiguous, flags.writeable)
    if layout not in _KINDS:
        _KINDS[layout] = numba.typeof(array)
    return _KINDS[layout]


register_model(PackedType)(models.OpaqueModel)


class Packed:
    """A packed state as Python sees it: something to hand to kernels."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.kind = _packed_type(tuple(map(_kind_of, state)))
        self.buffer = np.array([word for array in state for word in _described(array)], np.int64)
        self.address = int(self.buffer.ctypes.data)


def packed(state: State) -> Any:
    """Return what kernels take: a packed state, or the state itself when not compiling."""
    return state if DISABLE_JIT else Packed(state)


def bound(kernel: Callable[..., Any], state: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """Return a kernel as compiled for such arguments; numba's own look-up outlasts most calls."""
    if DISABLE_JIT:
        return kernel
    kinds = tuple(map(numba.typeof, (state, *arguments)))
    kernel.compile(kinds)  # type: ignore[attr-defined]
    return kernel.overloads[kinds].entry_point  # type: ignore[attr-defined]


def _described(array: np.ndarray[Any, Any]) -> list[int]:
    """Return an array as numba describes it in memory, in words of eight bytes."""
    return [0, 0, array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides]


@typeof_impl.register(Packed)
def _type_of(value: Packed, _context: Any) -> PackedType:
    return value.kind


@unbox(PackedType)
def _address(_kind: PackedType, value: Any, c: Any) -> NativeValue:
    boxed = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_voidptr(boxed)
    c.pyapi.decref(boxed)
    return NativeValue(address)


@infer_getattr
class _FieldsOfState(AttributeTemplate):
    key = PackedType

    def generic_resolve(self, kind: PackedType, name: str) -> Any:
        return kind.kinds.get(name)


@lower_getattr_generic(PackedType)
def _load_field(context: Any, builder: Any, kind: PackedType, value: Any, name: str) -> Any:
    array = context.get_value_type(kind.kinds[name])
    offset = context.get_constant(types.intp, kind.starts[name] * WORD_BYTES)
    return builder.load(builder.bitcast(builder.gep(value, [offset]), array.as_pointer()))
