# SPDX-License-Identifier: Apache-2.0
"""Where the value of each setting comes from.

Later layers win: built in, ``~/.config/sohoa/sohoa.toml``, the nearest ``sohoa.toml`` from the
working folder upwards, the environment (``SOHOA_CLEANUP__DESKEW=false``), the command line.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from pipeline.errors import FileAccessError, InvalidSettingsError
from pipeline.settings import Settings

FILE_NAME = "sohoa.toml"
ENVIRONMENT_PREFIX = "SOHOA_"
BUILT_IN = "built in"


@dataclass(frozen=True, slots=True)
class SettingDeclaration:
    """One setting as declared: dotted ``name``, ``default``, ``meaning`` and its type in words."""

    name: str
    default: Any
    meaning: str
    kind: str
    secret: bool


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and for each dotted name the place its value comes from."""

    settings: Settings
    origins: Mapping[str, str]

    def value(self, name: str) -> Any:
        """The value of the setting with the dotted ``name``."""
        group, _, key = name.partition(".")
        return getattr(getattr(self.settings, group), key)


def declared_settings() -> tuple[SettingDeclaration, ...]:
    """Every setting, in the order of its declaration."""
    return tuple(
        SettingDeclaration(
            name=f"{group}.{key}",
            default=field.default,
            meaning=field.description or "",
            kind=_kind_in_words(field),
            secret=not field.repr,
        )
        for group, key, field in _fields()
    )


def load_settings(
    config: Path | None = None,
    assignments: Sequence[str] = (),
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> LoadedSettings:
    """Put the layers together.

    ``config`` is read instead of the two ``sohoa.toml`` files; ``assignments`` are the command
    line's ``group.name=value``. Raises InvalidSettingsError for an unknown name or a value that
    fails its check, naming where it was given, and FileAccessError for an unreadable ``config``.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins = {declared.name: BUILT_IN for declared in declared_settings()}
    for origin, layer in _layers(config, assignments, environment, folder or Path.cwd()):
        for name, value in layer.items():
            if name not in origins:
                raise _unknown_name(name, origin, origins)
            values[name] = value
            origins[name] = origin
    return LoadedSettings(_validated(values, origins), origins)


def template() -> str:
    """A ``sohoa.toml`` that lists every setting with its meaning, commented out."""
    lines = ["# Settings of sohoa. Take the # off a line to change its value."]
    group = ""
    for declared in declared_settings():
        name_group, _, key = declared.name.partition(".")
        if name_group != group:
            group = name_group
            lines += ["", f"[{group}]"]
        lines.append(f"# {declared.meaning} ({declared.kind})")
        lines.append(f"# {key} = {_toml_value(declared.default)}")
    return "\n".join(lines) + "\n"


def _fields() -> Iterator[tuple[str, str, FieldInfo]]:
    for group, group_field in Settings.model_fields.items():
        group_class = group_field.annotation
        assert isinstance(group_class, type)
        assert issubclass(group_class, BaseModel)
        for key, field in group_class.model_fields.items():
            yield group, key, field


def _kind_in_words(field: FieldInfo) -> str:
    annotation = field.annotation
    words: str
    choices = getattr(annotation, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        words = ", ".join(choices)
    elif annotation is bool:
        words = "true or false"
    elif annotation is int:
        words = "whole number"
    elif annotation is float:
        words = "number"
    else:
        words = "text"
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    for check in field.metadata:
        for attribute, sign in signs.items():
            if (bound := getattr(check, attribute, None)) is not None:
                words += f" {sign} {bound:.15g}"
    return words


def _toml_value(value: Any) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _layers(
    config: Path | None,
    assignments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
) -> Iterator[tuple[str, dict[str, Any]]]:
    files = [config] if config is not None else _settings_files(environment, folder)
    for file in files:
        yield str(file), _read_file(file)
    for variable in sorted(environment):
        if variable.startswith(ENVIRONMENT_PREFIX) and "__" in variable:
            name = variable.removeprefix(ENVIRONMENT_PREFIX).lower().replace("__", ".", 1)
            yield f"environment {variable}", {name: environment[variable]}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise InvalidSettingsError(
                f"--set {assignment}: no value is given",
                help="Write --set group.name=value, for example --set cleanup.deskew=false.",
            )
        yield "command line", {name.strip(): value}


def _settings_files(environment: Mapping[str, str], folder: Path) -> list[Path]:
    home = environment.get("XDG_CONFIG_HOME") or str(
        Path(environment.get("HOME") or "~").expanduser() / ".config"
    )
    found = [Path(home) / "sohoa" / FILE_NAME]
    for place in (folder, *folder.parents):
        if (nearest := place / FILE_NAME).is_file():
            found.append(nearest)
            break
    return [file for file in found if file.is_file()]


def _read_file(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileAccessError(f"{file}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSettingsError(
            f"{file} is not valid TOML: {error}",
            help="`sohoa settings --toml` prints a file to start from.",
        ) from error
    values: dict[str, Any] = {}
    for group, members in content.items():
        if isinstance(members, dict):
            values |= {f"{group}.{key}": value for key, value in members.items()}
        else:
            values[group] = members
    return values


def _unknown_name(name: str, origin: str, known: Mapping[str, str]) -> InvalidSettingsError:
    message = f"there is no setting {name!r} ({origin})"
    near = get_close_matches(name, known, n=1)
    if near:
        return InvalidSettingsError(
            message, help=f"Is {near[0]!r} meant? `sohoa settings` lists every setting."
        )
    return InvalidSettingsError(message)


def _validated(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        group, _, key = name.partition(".")
        nested.setdefault(group, {})[key] = value
    try:
        return Settings.model_validate(nested)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"][:2])
        kind = next((d.kind for d in declared_settings() if d.name == name), "")
        secret = next((d.secret for d in declared_settings() if d.name == name), False)
        given = "" if secret else f" = {values.get(name)!r}"
        raise InvalidSettingsError(
            f"{name}{given} ({origins.get(name, '')}): {first['msg']}",
            help=f"Give {kind}; `sohoa settings` lists every setting.",
        ) from None
