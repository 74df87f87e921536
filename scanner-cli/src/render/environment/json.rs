//! The comparison for programs. Keys may be added under one `schema`; none goes or changes its meaning.

use super::super::rotation::{Gap, Moment, Spot, gaps, moment, pretty, spots};
use crate::{failure::Failure, resolve::Environment};
use gonogo_core::{
    model::Report,
    rotation::{Change, Outcome, Part, Variable},
};
use serde::Serialize;

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    target: &'a str,
    environment: &'a str,
    complete: bool,
    changes: Vec<Due<'a>>,
    unseen: Vec<Name<'a>>,
    skipped: Vec<Left<'a>>,
    unread: Vec<Line>,
    equal: Vec<Vec<Name<'a>>>,
    incidents: Vec<Gap>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
    line: u32,
}

/// `part` is `value`, or `credential` for one in the value.
#[derive(Serialize)]
struct Due<'a> {
    #[serde(flatten)]
    variable: Name<'a>,
    part: &'static str,
    introduced: Option<Moment<'a>>,
    places: Vec<Spot<'a>>,
}

#[derive(Serialize)]
struct Left<'a> {
    #[serde(flatten)]
    variable: Name<'a>,
    reason: String,
}

#[derive(Serialize)]
struct Line {
    line: u32,
    reason: &'static str,
}

pub(crate) fn json(seen: &Outcome<'_, '_>, environment: &Environment, report: &Report) -> Result<String, Failure> {
    pretty(&Document {
        schema: SCHEMA,
        target: &report.target,
        environment: &environment.name,
        complete: !report.statistics.has_gaps() && seen.unread.is_empty(),
        changes: seen.changes.iter().map(due).collect(),
        unseen: seen.unseen.iter().map(|variable| name(variable)).collect(),
        skipped: seen
            .skipped
            .iter()
            .map(|skipped| Left { variable: name(skipped.variable), reason: skipped.reason.to_string() })
            .collect(),
        unread: seen.unread.iter().map(|unread| Line { line: unread.line, reason: unread.reason }).collect(),
        equal: seen.equal.iter().map(|equal| equal.iter().map(|variable| name(variable)).collect()).collect(),
        incidents: gaps(report),
        notes: &report.notes,
    })
}

fn due<'a>(change: &'a Change<'_, 'a>) -> Due<'a> {
    Due {
        variable: name(change.variable),
        part: match change.part {
            Part::Credential => "credential",
            _ => "value",
        },
        introduced: change.occurrences.introduced().map(moment),
        places: spots(&change.occurrences),
    }
}

fn name(variable: &Variable) -> Name<'_> {
    Name { name: &variable.name, line: variable.line }
}
