# SPDX-License-Identifier: Apache-2.0
"""Letters for character classes: Vietnamese ones (ranges like À-Ỹ hold both cases), and what is
read for letters.
"""

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

LOWER = "a-z" + _MARKED
UPPER = "A-Z" + _MARKED.upper()

# symbols that models read for letters; as a part of a word they belong to it
LETTER_LIKE = "&¢§$€£©®@¥¤°ﬁﬂ"
