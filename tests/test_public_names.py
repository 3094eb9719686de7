# SPDX-License-Identifier: Apache-2.0
"""What ``import pipeline`` offers."""

from __future__ import annotations

import pickle

import pytest

import pipeline
from pipeline import RepairSettings, Settings
from pipeline.errors import InvalidSettingsError


def test_the_public_names_are_listed_and_there() -> None:
    assert set(pipeline.__all__) <= set(dir(pipeline))
    for name in pipeline.__all__:
        assert getattr(pipeline, name)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(InvalidSettingsError, match=r"no setting 'cleanup\.nope'"):
        Settings(cleanup={"nope": 1})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Settings(repair={"doubtful_below": 2}), r"repair\.doubtful_below"),
        (lambda: RepairSettings(doubtful_below=2), "doubtful_below"),
    ],
)
def test_a_value_that_fails_its_check_is_named(make, name) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidSettingsError, match=rf"{name}: .*less than"):
        make()


def test_settings_travel_to_other_processes() -> None:
    settings = Settings(repair=RepairSettings(enabled=False))
    assert pickle.loads(pickle.dumps(settings)) == settings
