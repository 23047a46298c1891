"""The age at which a text can be read, by the formula of Flesch and Kincaid.

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59; pupils of grade 1 are six years
old, so the age is the grade plus five. Syllables are counted as groups of vowels.
"""

import re

VOWELS = re.compile(r"[aeiouy]+")
SENTENCE = re.compile(r"[.!?;:](?:\s|$)")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


def reading_age(text: str) -> float:
    """Return the age in years at which the text can be read."""
    sentences = max(len(SENTENCE.findall(text)), 1)
    words = WORD.findall(text)
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def syllables_of(word: str) -> int:
    """Count groups of vowels; a silent e at the end is none, and capitals are letters."""
    if word.isupper() and len(word) > 1:
        return len(word)
    word = word.lower()
    if word.endswith("e") and not word.endswith("le"):
        word = word[:-1]
    if word.endswith("ed") and not word.endswith(("ted", "ded")):
        word = word[:-2]
    return max(len(VOWELS.findall(word)), 1)
