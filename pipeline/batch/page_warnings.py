# SPDX-License-Identifier: Apache-2.0
"""Warnings of a record taken apart: which page they are about."""

from __future__ import annotations

import re

NOT_READ = "not read: "
"""How the warning of a page begins that could not be read."""

_ON_A_PAGE = re.compile(r"page (\d+): (.*)", re.DOTALL)


def page_of(warning: str) -> tuple[int, str]:
    """The page a warning is about (0: the file) and what it says of it."""
    on_a_page = _ON_A_PAGE.fullmatch(warning)
    return (int(on_a_page[1]), on_a_page[2]) if on_a_page else (0, warning)
