# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import tomllib

import pytest

from pipeline.errors import FileAccessError, InvalidSettingsError
from pipeline.settings import Settings
from pipeline.settings_loading import declared_settings, load_settings, template


@pytest.fixture
def nowhere(tmp_path):
    """A folder and an environment without any settings."""
    return {"folder": tmp_path, "environment": {"HOME": str(tmp_path / "home")}}


def test_without_any_layer_the_settings_are_the_built_in_ones(nowhere):
    loaded = load_settings(**nowhere)
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"built in"}


def test_every_setting_has_a_meaning_and_a_kind():
    for declared in declared_settings():
        assert declared.meaning, declared.name
        assert declared.kind, declared.name


def test_later_layers_win_and_every_origin_is_known(tmp_path):
    home = tmp_path / "home"
    (home / ".config" / "sohoa").mkdir(parents=True)
    (home / ".config" / "sohoa" / "sohoa.toml").write_text(
        '[ocr]\nmodel = "vie+eng"\n[cleanup]\ndeskew = false\nspecks = false\nrules = false\n'
    )
    folder = tmp_path / "project" / "deep"
    folder.mkdir(parents=True)
    nearest = tmp_path / "project" / "sohoa.toml"
    nearest.write_text("[cleanup]\nspecks = true\nrules = true\nscale = false\n")
    environment = {"HOME": str(home), "SOHOA_CLEANUP__RULES": "false", "SOHOA_LIMITS__PAGES": "7"}
    loaded = load_settings(None, ["limits.pages=9"], environment=environment, folder=folder)
    assert loaded.value("ocr.model") == "vie+eng"
    assert loaded.value("cleanup.deskew") is False
    assert loaded.value("cleanup.specks") is True
    assert loaded.value("cleanup.rules") is False
    assert loaded.value("limits.pages") == 9
    assert loaded.origins["cleanup.specks"] == str(nearest)
    assert loaded.origins["cleanup.rules"] == "environment SOHOA_CLEANUP__RULES"
    assert loaded.origins["limits.pages"] == "command line"
    assert loaded.origins["cleanup.borders"] == "built in"


def test_a_named_file_is_read_instead_of_the_found_ones(nowhere, tmp_path):
    (tmp_path / "sohoa.toml").write_text("[cleanup]\ndeskew = false\n")
    other = tmp_path / "other.toml"
    other.write_text("[cleanup]\nspecks = false\n")
    loaded = load_settings(other, **nowhere)
    assert loaded.value("cleanup.deskew") is True
    assert loaded.value("cleanup.specks") is False


def test_a_named_file_that_is_not_there_is_an_error(nowhere, tmp_path):
    with pytest.raises(FileAccessError, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml", **nowhere)


def test_a_misspelt_name_is_refused_with_the_name_that_is_meant(nowhere):
    with pytest.raises(InvalidSettingsError) as caught:
        load_settings(None, ["cleanup.deskeww=false"], **nowhere)
    assert "'cleanup.deskew'" in caught.value.help


@pytest.mark.parametrize(
    "assignment",
    ["cleanup.deskew=perhaps", "limits.pages=0", "limits.pages=many", "source.text_layer=guess"],
)
def test_a_value_that_fails_its_check_is_named_with_where_it_was_given(nowhere, assignment):
    with pytest.raises(InvalidSettingsError) as caught:
        load_settings(None, [assignment], **nowhere)
    assert assignment.partition("=")[0] in str(caught.value)
    assert "command line" in str(caught.value)


def test_an_assignment_without_a_value_is_refused(nowhere):
    with pytest.raises(InvalidSettingsError, match="no value"):
        load_settings(None, ["cleanup.deskew"], **nowhere)


def test_a_setting_outside_of_any_group_is_refused(nowhere, tmp_path):
    (tmp_path / "sohoa.toml").write_text("deskew = false\n")
    with pytest.raises(InvalidSettingsError, match="deskew"):
        load_settings(**nowhere)


@pytest.mark.parametrize("content", [b"[cleanup\n", b"\xff\xfe\x00"])
def test_a_broken_file_is_named(nowhere, tmp_path, content):
    (tmp_path / "sohoa.toml").write_bytes(content)
    with pytest.raises(InvalidSettingsError, match=r"sohoa\.toml"):
        load_settings(**nowhere)


def test_the_password_is_never_told_in_an_error(nowhere, tmp_path):
    (tmp_path / "sohoa.toml").write_text("[source]\npassword = 12345\n")
    with pytest.raises(InvalidSettingsError) as caught:
        load_settings(**nowhere)
    assert "12345" not in str(caught.value)


def test_other_variables_of_the_environment_are_left_alone(nowhere):
    nowhere["environment"] |= {"SOHOA_HOME": "x", "SOHOA": "y"}
    assert load_settings(**nowhere).settings == Settings()


def test_the_template_is_the_built_in_settings_when_every_line_is_taken(tmp_path):
    lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in template().splitlines()
    ]
    content = tomllib.loads("\n".join(lines))
    assert content["source"].pop("password") == ""
    assert Settings.model_validate(content) == Settings()
