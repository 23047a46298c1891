"""The one place random numbers come from.

The same child has the same luck in every option, so that a difference between two options
is due to the option and not to chance. Two devices give that:

*Streams.* A stream is a counter-based generator whose key is made from the seed, the
replication and the names of what is decided (for example the area and the need). Whatever
else is drawn, in whatever order or process, that stream gives the same numbers.

*Luck pages.* Inside the pathway, a child's luck is read from two pages of random numbers,
drawn before the clock starts. The child's two luck words and the decision's two offsets say
where on each page to read; the two numbers found are combined by exclusive or. A number is
thus fixed by (seed, replication, child, stage, decision, visit, occurrence), needs no
arithmetic beyond a sum, and no two questions share both places (Carter and Wegman 1979,
tabulation).
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

PAGE_SIZE = 1 << 16
"""Numbers on a luck page; a power of two, 256 kB a page, so that both stay in cache."""


@dataclass(frozen=True)
class Streams:
    """Every stream of one replication."""

    seed: int
    replication: int
    purpose: str = ""
    """Something other than the run itself, such as its warm-up."""

    @property
    def throughout(self) -> "Streams":
        """The streams of what is drawn once for a run and its warm-up alike."""
        return replace(self, purpose="")

    def generator(self, *names: str | int) -> np.random.Generator:
        """Return the generator of a stream, always at its beginning."""
        purpose = (self.purpose,) if self.purpose else ()
        key = _key(self.seed, self.replication, *purpose, *names)
        return np.random.Generator(np.random.Philox(key=key))

    def uniforms(self, shape: int | tuple[int, ...], *names: str | int) -> NDArray[np.float64]:
        """Return uniforms on [0, 1) of a stream, always from its beginning."""
        return self.generator(*names).random(shape)

    def uniform(self, *names: str | int) -> float:
        """Return the first uniform of a stream."""
        return float(self.uniforms(1, *names)[0])

    def legacy(self, *names: str | int) -> np.random.RandomState:
        """Return the older kind of generator, which some libraries ask for, of a stream."""
        words = self.generator(*names).integers(0, 1 << 32, size=8, dtype=np.uint32)
        return np.random.RandomState(np.random.MT19937(words.tolist()))

    def spread(self, number: int, dimensions: int, *names: str | int) -> NDArray[np.float64]:
        """Return points spread evenly over the unit cube, shape (number, dimensions).

        The first points of a longer list are those of a shorter one (scrambled Sobol).
        """
        from scipy.stats import qmc

        sequence = qmc.Sobol(dimensions, rng=int(self.generator(*names).integers(1 << 63)))
        return np.asarray(sequence.random_base2(max(int(number - 1).bit_length(), 0))[:number])

    def luck_pages(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the two pages of random numbers that the pathway reads."""
        pages = self.throughout.generator("luck pages").integers(
            0, 1 << 32, size=(2, PAGE_SIZE), dtype=np.uint32
        )
        return pages[0], pages[1]


def luck_offsets(names: list[str]) -> NDArray[np.int64]:
    """Return the two page offsets of each decision, fixed by its name alone.

    Shape (decisions, 2). Adding a decision moves nobody's luck in the others.
    """
    words = [_key("luck offset", name) for name in names]
    offsets = [[word % PAGE_SIZE, (word >> 64) % PAGE_SIZE] for word in words]
    return np.array(offsets, dtype=np.int64).reshape(len(names), 2)


def page_luck(
    pages: tuple[NDArray[np.uint32], NDArray[np.uint32]], words: NDArray[np.uint32],
    decision: str, occurrence: NDArray[np.int64] | int = 0,
) -> NDArray[np.float64]:  # fmt: skip
    """Return a uniform for each pair of luck words, shape (rows, 2), as the kernels read it."""
    offset_1, offset_2 = luck_offsets([decision])[0]
    place_1 = (words[:, 0].astype(np.int64) + offset_1 + occurrence) % PAGE_SIZE
    place_2 = (words[:, 1].astype(np.int64) + offset_2 + occurrence) % PAGE_SIZE
    return np.asarray(((pages[0][place_1] ^ pages[1][place_2]) + 0.5) / (1 << 32))


def seeded_order(seed: int, name: str, size: int) -> NDArray[np.int64]:
    """Return a permutation fixed by the seed, such as that of accepted sets."""
    generator = np.random.Generator(np.random.Philox(key=_key(seed, name)))
    return generator.permutation(size)


def _key(*parts: str | int) -> int:
    """Return a 128-bit key; parts are separated so that no two lists of parts collide."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "little")
