"""Where data lies, and who may read it."""

import stat

import pytest

from vsrisk.launch import home as homes
from vsrisk.launch.home import Home
from vsrisk.launch.problems import CannotGoOn


@pytest.fixture
def home(tmp_path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def _mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_data_logs_and_static_files_are_for_their_owner_alone(home):
    assert {_mode(folder) for folder in (home.data, home.logs, home.static)} == {0o700}


def test_nobody_else_may_list_the_home(home):
    assert _mode(home.folder) & 0o066 == 0


def test_the_secret_key_is_made_once_and_private(home):
    first = home.secret_key()
    assert len(first) > 60
    assert home.secret_key() == first
    assert _mode(home.folder / "secret-key") == 0o600


def test_two_homes_have_different_secrets(home, tmp_path):
    other = Home(tmp_path / "other")
    other.make()
    assert other.secret_key() != home.secret_key()


def test_a_second_launcher_on_the_same_home_is_refused(home):
    with home.lock(), pytest.raises(CannotGoOn, match="already runs"):
        home.lock()


def test_a_home_is_free_again_once_its_launcher_is_gone(home):
    home.lock().close()
    home.lock().close()


def test_sockets_lie_in_a_private_folder_that_goes_away(home):
    with homes.sockets(home, None) as folder:
        assert _mode(folder) == 0o700
        assert folder.parent == home.folder or len(str(folder)) < homes.LONGEST_SOCKET
    assert not folder.exists()


def test_a_home_with_a_long_name_has_its_sockets_elsewhere(tmp_path):
    home = Home(tmp_path / ("long" * 30))
    home.make()
    with homes.sockets(home, None) as folder:
        assert len(str(folder / ".s.PGSQL.5432")) <= homes.LONGEST_SOCKET


def test_the_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("VSRISK_HOME", str(tmp_path / "here"))
    assert homes.default().folder == tmp_path / "here"


def test_root_keeps_data_in_one_stable_place(monkeypatch):
    monkeypatch.delenv("VSRISK_HOME", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert str(homes.default().folder) == "/var/lib/vsrisk"


def test_others_keep_data_in_their_clone(monkeypatch):
    monkeypatch.delenv("VSRISK_HOME", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert homes.default().folder == homes.REPOSITORY / "var"
