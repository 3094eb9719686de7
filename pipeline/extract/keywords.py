# SPDX-License-Identifier: Apache-2.0
"""Keywords (từ khóa) of a document: the words of its subject that name the matter.

Vietnamese writes its words syllable by syllable; underthesea's conditional random field finds
which syllables make a word.
"""

from __future__ import annotations

import unicodedata

from lexicon.documents import subject_stop_words

MOST = 10


def keywords_of(subject: str | None) -> tuple[str, ...]:
    """Words of two or more syllables of a subject line, in their order, each once; names keep
    their capitals. Words that any subject may hold are left out, at most ten remain.
    """
    if not subject or not subject.strip():
        return ()
    # imported here: it is heavy, and only those who ask for keywords pay for it
    from underthesea import word_tokenize

    if subject.isupper():
        subject = subject.lower()
    stop = subject_stop_words()
    found: dict[str, str] = {}
    for token in word_tokenize(unicodedata.normalize("NFC", subject)):
        word = unicodedata.normalize("NFC", token).strip()
        key = word.lower()
        if " " in word and key not in stop and all(part.isalpha() for part in word.split()):
            found.setdefault(key, word if word[1:] != key[1:] else key)
    return tuple(found.values())[:MOST]
