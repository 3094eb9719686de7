# SPDX-License-Identifier: Apache-2.0
"""Examine the machine: programs, language models, Python packages, own data."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import SohoaError
from pipeline.settings import Settings

_SECONDS = 20
_OLDEST_PYTHON = (3, 11)

# What installs a package of each kind, by the package manager found on the machine.
_PACKAGE_MANAGERS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "apt-get",
        "sudo apt-get install -y",
        {"tesseract": "tesseract-ocr", "poppler": "poppler-utils", "model": "tesseract-ocr-{}"},
    ),
    (
        "dnf",
        "sudo dnf install -y",
        {"tesseract": "tesseract", "poppler": "poppler-utils", "model": "tesseract-langpack-{}"},
    ),
    (
        "brew",
        "brew install",
        {"tesseract": "tesseract", "poppler": "poppler", "model": "tesseract-lang"},
    ),
)
_SCRIPT_MODELS = {"Vietnamese": "script-viet", "Latin": "script-latn"}


class State(StrEnum):
    """Of something the work needs (ok, missing) or could use (ok, optional)."""

    OK = "ok"
    MISSING = "missing"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for; ``install`` is the command that brings it, "" where it is there."""

    group: str
    name: str
    state: State
    found: str
    install: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings; ``able`` says whether the main job can run."""

    findings: tuple[Finding, ...]

    @property
    def able(self) -> bool:
        return all(finding.state is not State.MISSING for finding in self.findings)

    def commands(self, *, optional: bool) -> tuple[str, ...]:
        """The commands that install what is missing (or optional), each once."""
        wanted = State.OPTIONAL if optional else State.MISSING
        return tuple(
            dict.fromkeys(f.install for f in self.findings if f.state is wanted and f.install)
        )


def examine(settings: Settings) -> Report:
    """Look at everything the main job needs with these ``settings``."""
    return Report(
        (
            _python(),
            *_tesseract(settings),
            *_poppler(),
            *_packages(),
            *_own_data(),
            _temporary_folder(),
        )
    )


def _install(kind: str, model: str = "") -> str:
    present = (manager for manager in _PACKAGE_MANAGERS if shutil.which(manager[0]))
    _, command, packages = next(present, _PACKAGE_MANAGERS[0])
    name = _SCRIPT_MODELS.get(model.removeprefix("script/"), model.replace("_", "-"))
    return f"{command} {packages[kind].format(name)}"


def _output_of(*command: str) -> str | None:
    """Standard output and error of a program; None where it is missing or does not answer."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return (done.stdout + done.stderr).decode(errors="replace")


def _python() -> Finding:
    old = sys.version_info < _OLDEST_PYTHON
    return Finding(
        "Python",
        "python",
        State.MISSING if old else State.OK,
        f"{platform.python_version()} ({sys.executable})",
    )


def _tesseract(settings: Settings) -> Iterator[Finding]:
    from pipeline.ocr.engine import has_model

    in_process = _tesserocr()
    yield in_process
    enough = in_process.state is State.OK and settings.ocr.engine != "pytesseract"
    banner = _output_of("tesseract", "--version")
    if banner is None:
        needed = State.OPTIONAL if enough else State.MISSING
        yield Finding("program", "tesseract", needed, "not found", _install("tesseract"))
    else:
        version = banner.split("\n", 1)[0].removeprefix("tesseract").strip()
        yield Finding("program", "tesseract", State.OK, f"{version} ({shutil.which('tesseract')})")
    installed = _languages(from_program=banner is not None)
    wanted = dict.fromkeys(_models(settings.ocr.model), State.MISSING)
    wanted |= dict.fromkeys(_models(settings.ocr.second_model), State.MISSING)
    wanted.setdefault("osd", State.OPTIONAL)
    for model, state in wanted.items():
        listed = model in installed or f"script/{model}" in installed
        if listed or (enough and has_model(model)):
            yield Finding("language model", model, State.OK, "installed")
        else:
            yield Finding("language model", model, state, "not found", _install("model", model))


def _models(setting: str) -> list[str]:
    return [model for model in setting.split("+") if model]


def _tesserocr() -> Finding:
    try:
        import tesserocr
    except Exception as error:  # a broken wheel fails in many ways; all mean: not usable
        return Finding(
            "engine", "tesserocr", State.OPTIONAL, f"not usable: {error}", "pip install tesserocr"
        )
    version = tesserocr.tesseract_version().split("\n", 1)[0].strip()
    return Finding("engine", "tesserocr", State.OK, f"{tesserocr.__version__} with {version}")


def _languages(*, from_program: bool) -> set[str]:
    found: set[str] = set()
    if from_program and (listed := _output_of("tesseract", "--list-langs")):
        found.update(listed.split("\n")[1:])
    return {name.strip() for name in found if name.strip()}


def _poppler() -> Iterator[Finding]:
    for program in ("pdftoppm", "pdftotext", "pdfinfo"):
        banner = _output_of(program, "-v")
        if banner is None:
            yield Finding("program", program, State.MISSING, "not found", _install("poppler"))
        else:
            found = re.search(r"version (\S+)", banner)
            version = found[1] if found else "version unknown"
            yield Finding("program", program, State.OK, f"{version} ({shutil.which(program)})")


def _packages() -> Iterator[Finding]:
    """Every package that ours declares, as pip records it."""
    try:
        declared = importlib.metadata.requires("sohoa") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            "Python package", "sohoa", State.MISSING, "not installed", "pip install sohoa"
        )
        return
    for requirement in declared:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra" in requirement.partition(";")[2]:
            continue
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(
                "Python package", name, State.MISSING, "not installed", f"pip install {name}"
            )
        else:
            yield Finding("Python package", name, State.OK, version)


def _own_data() -> Iterator[Finding]:
    """Load the language data by using it."""
    reinstall = "pip install --force-reinstall --no-deps sohoa"
    try:
        from pipeline.ocr.handwriting import weights
        from pipeline.repair import repair_text

        repair_text("Chi thi s6 30-CT/TW")
        weights()
    except SohoaError as error:
        yield Finding("language data", "lexicon", State.MISSING, str(error), reinstall)
    except Exception as error:  # damaged data may fail anyhow; the report must still come out
        fault = f"{type(error).__name__}: {error}"
        yield Finding("language data", "lexicon", State.MISSING, fault, reinstall)
    else:
        yield Finding("language data", "lexicon", State.OK, "loads and repairs")


def _temporary_folder() -> Finding:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    try:
        with tempfile.TemporaryFile() as probe:
            probe.write(b"sohoa")
    except OSError as error:
        return Finding("disk", "temporary folder", State.MISSING, f"{folder}: {error.strerror}")
    return Finding("disk", "temporary folder", State.OK, f"{folder}, {free / 2**30:.1f} GiB free")
