# SPDX-License-Identifier: Apache-2.0
"""Text with misplaced gaps, as text layers of PDFs have it, for tests and the bench."""

from __future__ import annotations

import random


def cut(text: str, share: float, seed: int = 0) -> str:
    """Gaps before letters with marks, as programs leave that take them from another font."""
    rng = random.Random(seed)
    words = []
    for word in text.split(" "):
        places = [n for n in range(1, len(word)) if not word[n].isascii() and word[:n].isalpha()]
        if places and rng.random() < share:
            at = rng.choice(places)
            word = word[:at] + " " + word[at:]
        words.append(word)
    return " ".join(words)


def joined(text: str, share: float, seed: int = 0) -> str:
    """Gaps lost, not those between numbers."""
    rng = random.Random(seed)
    first, *words = text.split(" ")
    made = first
    for word in words:
        lost = rng.random() < share and (made[-1].isalpha() or word[0].isalpha())
        made += word if lost else " " + word
    return made
