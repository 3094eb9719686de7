# SPDX-License-Identifier: Apache-2.0
"""Letters of Vietnamese for character classes: ranges like À-Ỹ hold both cases."""

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

LOWER = "a-z" + _MARKED
UPPER = "A-Z" + _MARKED.upper()
