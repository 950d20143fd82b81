"""Shows as files, and a show full of invented people."""

from importlib.resources import files

from sqlalchemy import func, select

from exhibition.domain import codes
from exhibition.domain.status import Kind
from exhibition.models import Answered, EntryPass, Registration, Show, ShowChoice, ShowQuestion
from exhibition.presets import read_preset

PRESET = read_preset("furniture")


def preset_text(name="furniture"):
    """The TOML of a preset that ships."""
    return files("exhibition.presets").joinpath(f"{name}.toml").read_text("utf-8")


def load(runner, tmp_path, text):
    """Runs ``show load`` on a file with this text."""
    file = tmp_path / "show.toml"
    file.write_text(text, "utf-8")
    return runner.invoke(args=["show", "load", str(file)])


def test_a_preset_becomes_a_show(runner, tmp_path, session):
    result = load(runner, tmp_path, preset_text())
    assert result.exit_code == 0, result.output
    show = session.scalars(select(Show)).one()
    assert show.slug == PRESET.slug
    assert show.show_days == PRESET.days
    asked = session.scalars(select(ShowQuestion.slug).order_by(ShowQuestion.position)).all()
    assert asked == [question.slug for question in PRESET.questions]


def test_loading_again_retires_what_is_gone_and_keeps_it(runner, tmp_path, session):
    load(runner, tmp_path, preset_text())
    before = session.scalar(select(func.count(ShowChoice.id)))
    dropped = PRESET.questions[0].slug
    shorter = preset_text().replace(f'slug = "{dropped}"', f'slug = "{dropped}_new"', 1)
    result = load(runner, tmp_path, shorter)
    assert "Updated" in result.output
    retired = session.scalars(select(ShowQuestion.slug).where(ShowQuestion.retired)).all()
    assert retired == [dropped]
    assert session.scalar(select(func.count(ShowChoice.id))) >= before


def test_loading_counts_the_version_up(runner, tmp_path, session):
    load(runner, tmp_path, preset_text())
    first = session.scalar(select(Show.version))
    load(runner, tmp_path, preset_text())
    assert session.scalar(select(Show.version)) > first


def test_loading_again_opens_no_door_that_staff_closed(runner, tmp_path, session):
    load(runner, tmp_path, preset_text())
    show = session.scalars(select(Show)).one()
    show.switches = {**show.switches, "second_factor": True}
    session.commit()
    load(runner, tmp_path, preset_text())
    session.expire_all()
    assert session.scalars(select(Show)).one().switch("second_factor") is True


def test_a_mistake_in_the_file_is_named_and_changes_nothing(runner, tmp_path, session):
    result = load(runner, tmp_path, preset_text().replace("timezone =", "time_zone =", 1))
    assert result.exit_code == 1
    assert "time_zone" in result.output
    assert session.scalar(select(func.count(Show.id))) == 0


def test_the_demonstration_is_full_of_whole_registrations(runner, session, app):
    result = runner.invoke(args=["demo", "--visitors", "120", "--exhibitors", "15"])
    assert result.exit_code == 0, result.output
    rows = session.scalars(select(Registration)).all()
    assert sum(row.kind is Kind.VISITOR for row in rows) == 120
    assert sum(row.kind is Kind.EXHIBITOR for row in rows) == 15
    assert session.scalar(select(func.count(EntryPass.id))) == 135
    assert all(codes.parse_reference(row.reference) == row.reference for row in rows)
    assert all(row.application is not None for row in rows if row.kind is Kind.EXHIBITOR)
    assert session.scalar(select(func.count()).select_from(Answered)) > 135


def test_the_same_seed_gives_the_same_people(runner, session):
    runner.invoke(args=["demo", "--visitors", "30", "--exhibitors", "0", "--seed", "7"])
    first = session.scalars(select(Registration.name).order_by(Registration.id)).all()
    runner.invoke(args=["demo", "--visitors", "30", "--exhibitors", "0", "--seed", "7"])
    again = session.scalars(select(Registration.name).order_by(Registration.id)).all()[30:]
    assert again == first


def test_the_demonstration_is_not_the_open_show(runner, client, session):
    runner.invoke(args=["demo", "--visitors", "1", "--exhibitors", "0"])
    assert client.get("/").status_code == 200
    assert client.get("/demo/").status_code == 200


def test_filling_a_show_that_is_not_there_is_refused(runner):
    result = runner.invoke(args=["demo", "--show", "nowhere"])
    assert result.exit_code == 1
    assert "nowhere" in result.output
