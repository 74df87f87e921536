//! The list for programs. Keys may be added under one `schema`; none goes or changes its meaning.

use crate::failure::Failure;
use gonogo_core::{
    model::{Commit, Confidence, Occurrences, Presence, Report, Severity},
    rotation::{Due, Rotation},
};
use serde::Serialize;

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    target: &'a str,
    complete: bool,
    secrets: Vec<Secret<'a>>,
    incidents: Vec<Gap>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Secret<'a> {
    names: &'a [&'a str],
    provider: Option<&'a str>,
    rule: &'a str,
    title: &'a str,
    severity: Severity,
    confidence: Confidence,
    redacted: String,
    value_hash: String,
    standing: &'static str,
    introduced: Option<Moment<'a>>,
    removed: Option<Moment<'a>>,
    places: Vec<Spot<'a>>,
    help: &'a str,
    references: &'a [String],
}

/// A commit, as findings in JSON have it.
#[derive(Serialize)]
pub(in crate::render) struct Moment<'a> {
    commit: &'a str,
    author: &'a str,
    email: &'a str,
    date: String,
    summary: &'a str,
}

/// A place; `standing` is null where it is not known.
#[derive(Serialize)]
pub(in crate::render) struct Spot<'a> {
    container: &'static str,
    path: &'a str,
    commit: Option<&'a str>,
    standing: Option<&'static str>,
}

/// A part that was not scanned.
#[derive(Serialize)]
pub(in crate::render) struct Gap {
    message: String,
    failure: bool,
}

pub(crate) fn json(list: &Rotation<'_>, report: &Report) -> Result<String, Failure> {
    pretty(&Document {
        schema: SCHEMA,
        target: &report.target,
        complete: !report.statistics.has_gaps(),
        secrets: list.secrets.iter().map(secret).collect(),
        incidents: gaps(report),
        notes: &report.notes,
    })
}

fn secret<'a>(due: &'a Due<'a>) -> Secret<'a> {
    let presence = due.occurrences.presence();
    let removed = match presence {
        Presence::Removed(commit) => Some(commit),
        _ => None,
    };
    Secret {
        names: &due.names,
        provider: due.provider,
        rule: &due.rule.id,
        title: &due.rule.title,
        severity: due.occurrences.severity(),
        confidence: due.occurrences.confidence(),
        redacted: due.occurrences.first().redacted(),
        value_hash: due.hash.to_string(),
        standing: presence_name(presence),
        introduced: due.occurrences.introduced().map(moment),
        removed: removed.map(moment),
        places: spots(&due.occurrences),
        help: &due.rule.help,
        references: &due.rule.references,
    }
}

pub(in crate::render) fn spots<'a>(occurrences: &Occurrences<'a>) -> Vec<Spot<'a>> {
    let spot = |place: gonogo_core::model::Place<'a>| Spot {
        container: place.container.as_str(),
        path: place.path,
        commit: place.introduced.map(|commit| commit.id.as_str()),
        standing: place.presence.map(presence_name),
    };
    occurrences.places().into_iter().map(spot).collect()
}

pub(in crate::render) fn moment(commit: &Commit) -> Moment<'_> {
    Moment {
        commit: &commit.id,
        author: &commit.author,
        email: &commit.email,
        date: commit.date.to_string(),
        summary: &commit.summary,
    }
}

pub(in crate::render) fn gaps(report: &Report) -> Vec<Gap> {
    let incidents = report.statistics.incidents.iter();
    incidents.map(|incident| Gap { message: incident.to_string(), failure: incident.is_gap() }).collect()
}

pub(in crate::render) fn pretty(document: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|error| Failure::new(error.to_string()))?;
    Ok(text + "\n")
}

fn presence_name(presence: Presence<'_>) -> &'static str {
    match presence {
        Presence::Files => "in-files",
        Presence::Head => "at-head",
        Presence::Removed(_) => "removed",
        Presence::Past => "past",
        Presence::Unknown => "unknown",
    }
}
