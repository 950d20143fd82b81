"""The floor: the same jobs written as small as is honest, with the same server and settings.

Run by ``tests/bench``; ``app`` is served by the same gunicorn with the same workers and threads.
"""

import csv
import io
import os
from collections.abc import Iterable
from io import BytesIO

import qrcode
import xlsxwriter
from flask import Flask, redirect, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import StringField
from wtforms.validators import DataRequired

from exhibition.database import engine_options, prepare_engine


class Base(DeclarativeBase):
    """The base of the one table."""


class Person(Base):
    """One row, as wide as a registration's main columns."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    mobile: Mapped[str]
    company: Mapped[str]
    job_title: Mapped[str]


class PersonForm(FlaskForm):
    """Four fields and a token."""

    name = StringField(validators=[DataRequired()])
    mobile = StringField(validators=[DataRequired()])
    company = StringField(validators=[DataRequired()])
    job_title = StringField(validators=[DataRequired()])


PAGE = """<!doctype html><form method="post">{{ form.csrf_token }}{{ form.name }}{{ form.mobile }}
{{ form.company }}{{ form.job_title }}<button>Send</button></form>"""


def create_app() -> Flask:
    """The bare application on the database of ``BENCH_DATABASE_URL``."""
    url = os.environ["BENCH_DATABASE_URL"]
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="b" * 64,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
    )
    db = SQLAlchemy(model_class=Base)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.engine.dispose()

    @app.route("/", methods=["GET", "POST"])
    def form() -> object:
        person_form = PersonForm()
        if person_form.validate_on_submit():
            fields = ("name", "mobile", "company", "job_title")
            db.session.add(Person(**{field: person_form[field].data for field in fields}))
            db.session.commit()
            return redirect("/", 303)
        return render_template_string(PAGE, form=person_form)

    return app


def make_tables() -> None:
    """Makes the one table, before any worker starts: two that make it at once get in each
    other's way.
    """
    url = os.environ["BENCH_DATABASE_URL"]
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    engine.dispose()


def rows_to_csv(header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    """``csv.writer`` over ready tuples."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def rows_to_xlsx(path: str, header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    """XlsxWriter in constant memory over ready tuples."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(header))
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)
    book.close()


def qr_and_one_line(text: str, font: ImageFont.FreeTypeFont) -> bytes:
    """A QR code with a fixed mask as a one-bit PNG, and one line of text under it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=3, border=4)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    side = len(matrix)
    pixels = bytes(0 if dark else 255 for row in matrix for dark in row)
    plate = Image.frombytes("L", (side, side), pixels).resize((740, 740), Image.Resampling.NEAREST)
    picture = Image.new("L", (1080, 1720), 255)
    picture.paste(plate, (170, 490))
    ImageDraw.Draw(picture).text((540, 300), "欧阳修文", font=font, fill=0, anchor="mm")
    file = BytesIO()
    picture.convert("1", dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
