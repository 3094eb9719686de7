# SPDX-License-Identifier: Apache-2.0
"""By what settings and versions a record was made, as one short hash.

Two records of the same file with the same fingerprint are the same bytes. Settings that cannot
change a good record (limits, the password, those of the batch itself) do not count.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pipeline
from pipeline.settings import Settings


def _counted(settings: Settings) -> dict[str, Any]:
    counted = settings.model_dump(mode="json", exclude={"limits", "batch"})
    counted["source"].pop("password", None)
    return counted


def fingerprint(settings: Settings) -> str:
    """Hexadecimal digits that change when settings or versions do."""
    told = {
        "settings": _counted(settings),
        "versions": versions(settings),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def versions(settings: Settings) -> dict[str, str]:
    """What a reading depends on: sohoa, Tesseract, its language models, our language data."""
    models = [model for model in (settings.ocr.model, settings.ocr.second_model) if model]
    return dict(_versions(tuple(models)))


@lru_cache(maxsize=8)
def _versions(models: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    told = {"sohoa": pipeline.__version__, "tesseract": _first_line("tesseract", "--version")}
    # "List of available languages in "/usr/share/…/tessdata/" (4):"
    heading = _first_line("tesseract", "--list-langs")
    folder = Path(heading.split('"')[1]) if heading.count('"') >= 2 else None
    for model in {part for name in models for part in name.split("+")}:
        trained = None if folder is None else folder / f"{model}.traineddata"
        told[f"model {model}"] = _file_hash(trained) if trained else "unknown"
    told["lexicon"] = _lexicon_hash()
    return tuple(sorted(told.items()))


def _first_line(program: str, argument: str) -> str:
    try:
        ran = subprocess.run(
            [program, argument], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "not found"
    return (ran.stdout or ran.stderr).partition("\n")[0].strip()


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    except OSError:
        return "not found"


def _lexicon_hash() -> str:
    digest = hashlib.sha256()
    waiting = [files("lexicon") / "data"]
    found = []
    while waiting:
        here = waiting.pop()
        if here.is_dir():
            waiting.extend(here.iterdir())
        elif here.is_file():
            found.append(here)
    for item in sorted(found, key=lambda item: item.name):
        digest.update(item.name.encode() + b"\0" + item.read_bytes())
    return digest.hexdigest()[:16]
