"""How kernels are compiled: one decorator, one cache on disk, keyed by the engine's source.

With ``NUMBA_DISABLE_JIT=1`` the same functions run uncompiled and give the same bytes. No
fastmath, so sums are done in the order written.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import types
from numba.core.caching import FunctionCache

DISABLE_JIT: bool = bool(numba.config.DISABLE_JIT)
"""Whether kernels run as plain Python."""
COMPLETE = "complete"
"""A file in the cache folder once a whole replication has been compiled."""
UNUSED_DAYS = 30
"""A version that was not used for so long is deleted when another has been compiled."""
Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def engine_hash() -> str:
    """Return a hash of all the source under sim/, which decides results."""
    return _source_hash()


@cache
def _source_hash(without: str = "") -> str:
    digest = hashlib.blake2b(digest_size=12)
    root = Path(__file__).parent.parent
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if without and name.startswith(without):
            continue
        digest.update(name.encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return where compiled kernels are kept: one folder for each version of the engine.

    Numba's own cache looks only at the file of the outermost function, so a change in a
    function it calls would go unnoticed; a folder for each source hash cannot go stale. What
    is under sim/runs cannot reach a kernel, because imports go down only.
    """
    given = os.environ.get("PATHWAYS_CACHE_DIR") or os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    base = Path(given) if given else Path(home or Path.home() / ".cache") / "camhs-pathways"
    return base / _source_hash(without="runs/")


def is_compiled() -> bool:
    """Return whether this version of the engine has been compiled on this machine."""
    return DISABLE_JIT or (cache_folder() / COMPLETE).is_file()


def note_compiled() -> None:
    """Note that every kernel of this version is in the cache, and is in use."""
    if DISABLE_JIT or not cache_folder().is_dir():
        return
    new = not is_compiled()
    (cache_folder() / COMPLETE).touch()
    if new:
        _forget_unused()


def _forget_unused() -> None:
    """Delete versions that nobody has used for long: each new one leaves about 10 MB."""
    oldest = time.time() - UNUSED_DAYS * 24 * 3600
    for mark in cache_folder().parent.glob(f"*/{COMPLETE}"):
        if mark.stat().st_mtime < oldest:
            shutil.rmtree(mark.parent, ignore_errors=True)


numba.config.CACHE_DIR = str(cache_folder())  # numba offers no other way to choose it


class _Kept(FunctionCache):  # type: ignore[misc]
    """Numba's cache of a function, for machine code that needs nothing else of numba."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load what was compiled, and none of numba's rules for compiling.

        Numba loads those first, a third of a second for every process. It does so again whenever
        it compiles.
        """
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def kernel(function: Function) -> Function:
    """Compile a function on first use; keep the result on disk.

    Integers are widened to 64 bits at every call: a row number read from a 32-bit link would
    otherwise make a second copy of the kernel and of every kernel below it.
    """
    compiled = numba.njit(error_model="numpy", _nrt=False, no_cfunc_wrapper=True)(function)
    if not DISABLE_JIT:
        compiled._cache = _Kept(function)
        resolve = compiled.get_call_template
        compiled.get_call_template = lambda args, kws: resolve(tuple(map(_widened, args)), kws)
    return compiled


def _widened(kind: Any) -> Any:
    kind = types.unliteral(kind)  # type: ignore[attr-defined]
    if isinstance(kind, types.Integer):
        return types.int64
    return types.float64 if isinstance(kind, types.Float) else kind
