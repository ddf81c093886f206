"""The address of a database holds a password, so systemd may hand it over in a file instead of the environment."""

from abjure.server import environment


def test_a_credential_goes_before_the_environment(monkeypatch, tmp_path):
    (tmp_path / "desk-database").write_text("postgres://from-a-credential/desk\n")
    monkeypatch.setenv("ABJURE_DESK_DATABASE", "postgres://from-the-environment/desk")
    monkeypatch.setenv("ABJURE_DOOR_DATABASE", "postgres://from-the-environment/door")
    assert environment.database("desk") == "postgres://from-the-environment/desk"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert environment.database("desk") == "postgres://from-a-credential/desk"
    assert environment.database("door") == "postgres://from-the-environment/door"
