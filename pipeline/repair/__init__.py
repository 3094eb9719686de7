# SPDX-License-Identifier: Apache-2.0
"""Repair: what was read becomes what was printed, as far as that can be known."""

from __future__ import annotations

from pipeline.repair.engine import RepairedText, repair_text
from pipeline.repair.pages import repair_pages

__all__ = ["RepairedText", "repair_pages", "repair_text"]
