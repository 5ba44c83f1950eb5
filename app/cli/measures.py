"""`flask measures`: see, check and score the questionnaires. Needs no database."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.cli.measure_records import BadShape, Record, changed, read_records, scored
from app.instruments import (
    Instrument,
    InvalidDefinition,
    Library,
    Score,
    UnknownInstrument,
    Wording,
    faults_in,
    left_out,
)

Folder = click.Path(exists=True, file_okay=False, path_type=Path)


class Refused(click.ClickException):
    """Input or a definition that cannot be used: one line, exit code 2."""

    exit_code = 2


class _OneLineErrors(click.Group):
    """A group whose commands say what they refuse in one line, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BadShape, InvalidDefinition, UnknownInstrument) as error:
            raise Refused(str(error)) from error


@click.group(cls=_OneLineErrors)
@click.option("--folder", type=Folder, help="Read the definitions of this folder instead.")
@click.pass_context
def measures(context: click.Context, folder: Path | None) -> None:
    """The questionnaires: what they ask and how they are scored."""
    context.obj = Library(folder) if folder else Library()


@measures.command("list")
@click.pass_obj
def list_measures(library: Library) -> None:
    """Name every measure with its items, headline score, languages and licence."""
    for key in library.list_keys():
        instrument = library.get(key)
        headline = instrument.get_score(instrument.headline)
        languages = " ".join(library.languages(key))
        locked = "  needs a licence" if instrument.licence.required_from_service else ""
        items = f"{len(instrument.items)} items"
        click.echo(
            f"{key:<8} {instrument.short_name:<9} {items:<9}"
            f" {headline.name} {_range(headline)}  [{languages}]{locked}"
        )


@measures.command("show")
@click.argument("key")
@click.option("--language", default="en", show_default=True, help="Whose words to show.")
@click.pass_obj
def show(library: Library, key: str, language: str) -> None:
    """Show one measure: its words, its scores and what they are taken to mean."""
    instrument = library.get(key)
    wording = library.find_wording(key, language)
    if wording is None:
        raise Refused(f"{instrument.short_name} has no wording in {language!r}.")
    parts = (_heading(instrument, wording), _questions(instrument, wording), _scoring(instrument))
    for line in chain.from_iterable(parts):
        click.echo(line)


@measures.command("check")
@click.pass_obj
def check(library: Library) -> None:
    """Check every definition and every wording; name all that is missing or has changed."""
    report = faults_in(library)
    for key, faults in report.items():
        for fault in faults:
            click.echo(f"FAULT {key}: {fault}")
        if not faults:
            instrument = library.get(key)
            languages = " ".join(library.languages(key))
            without = ", ".join(left_out(instrument))
            click.echo(f"ok    {key} [{languages}]" + (f" without {without}" if without else ""))
    if any(report.values()):
        raise SystemExit(1)


@measures.command("score")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def score_forms(library: Library, file: BinaryIO) -> None:
    """Score a JSON array of forms: {"id", "measure", "responses"}. FILE may be -."""
    _write(scored(read_records(file.read()), library))


@measures.command("change")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def change_scores(library: Library, file: BinaryIO) -> None:
    """Judge a JSON array of changes: {"id", "rule", "pre", "post"}. FILE may be -."""
    _write(changed(read_records(file.read()), library))


def _write(records: Iterable[Record]) -> None:
    """One record a line, the whole still one JSON array."""
    lines = ",\n".join(json.dumps(record) for record in records)
    click.echo(f"[\n{lines}\n]" if lines else "[]")


def _heading(instrument: Instrument, wording: Wording) -> Iterator[str]:
    yield f"{instrument.short_name}: {instrument.name} (version {instrument.version})"
    yield f"Source: {instrument.source}"
    yield f"Recall: {instrument.recall}. Better is {instrument.better}."
    yield f"Licence: {instrument.licence.terms}"
    yield f"A service must: {instrument.licence.service_must}"
    yield f"Wording {wording.language} ({wording.direction}): {wording.provenance.agreement}"
    yield from (f"  Note: {note}" for note in wording.provenance.notes)
    yield f"  Fingerprint {wording.fingerprint}"


def _questions(instrument: Instrument, wording: Wording) -> Iterator[str]:
    yield ""
    yield from wording.instruction_paragraphs
    if wording.stem:
        yield wording.stem
    for item in instrument.items:
        marks = [mark for mark in (item.reverse and "reversed", item.risk and "risk") if mark]
        yield f"{item.number:>3}  {wording.question(item)}" + (
            f"  [{', '.join(marks)}]" * bool(marks)
        )
    for value, label in wording.options.items():
        yield f"     {value} = {label}"
    yield wording.notice


def _scoring(instrument: Instrument) -> Iterator[str]:
    yield ""
    for score in instrument.reported_scores:
        blanks = f", {score.max_missing} may be blank" if score.max_missing else ""
        headline = "  <- headline" if score.name == instrument.headline else ""
        yield f"{score.name}: {_range(score)}, {len(score.items)} items{blanks}{headline}"
    for band in instrument.bands:
        yield f"from {float(band.at_least):g}: {band.label} ({band.source})"
    if instrument.caseness:
        yield f"Caseness: {float(instrument.caseness.at_least):g} or more"
    if instrument.reliable_change:
        yield f"Reliable change: {float(instrument.reliable_change.at_least):g} or more"
    if without := left_out(instrument):
        yield f"Without {', '.join(without)}."


def _range(score: Score) -> str:
    return f"{score.shown(score.lowest)}-{score.shown(score.highest)}"
