//! What schemas and migrations define besides tables: indexes, and policies that decide who sees which rows.

use super::{Detector, changes::is_migration};
use crate::{
    context::Role,
    document::code::{Code, MAX_CODE_BYTES},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            parts::Part,
            sql::{Statement, statements},
            text::lines,
        },
    },
    model::EvidenceKind,
};
use std::ops::Range;

/// Calls that make an index whatever they are members of, in lower case.
const CALLS: &[&str] =
    &["createindex", "create_index", "add_index", "addindex", "ensureindex", "hasindex", "createindexes"];

/// Receivers of `index` that are tables or schemas, in lower case.
const TABLES: &[&str] = &["t", "table", "schema", "blueprint"];

pub(super) const INDEXES: Detector = Detector {
    keywords: &[
        "create index", "unique index", "createindex", "create_index", "@@index", "add_index", "addindex", "hasindex",
        "ensureindex", "->index(", "t.index", "table.index", "schema.index", "@index(", "db_index=true", "index=true",
        "models.index(", " index(", "add index",
    ],
    applies_to: is_readable,
    look: indexes,
};

pub(super) const POLICIES: Detector =
    Detector { keywords: &["row level security", "create policy"], applies_to: is_readable, look: policies };

fn is_readable(file: &SurveyedFile<'_>) -> bool {
    let path = file.path();
    let is_schema = file.role() == Role::Source || path.ends_with(".sql") || path.ends_with(".prisma");
    file.is_in_use() && is_schema && file.parsed.text().len() <= MAX_CODE_BYTES
}

fn indexes(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let path = file.path();
    if path.ends_with(".prisma") {
        for (at, line) in lines(file.parsed.text()).filter(|(_, line)| line.trim_start().starts_with("@@index(")) {
            found.report(EvidenceKind::DatabaseIndexes, at..at + line.len());
        }
        return;
    }
    for span in statements_of(file, is_index) {
        found.report(EvidenceKind::DatabaseIndexes, span);
    }
    if !path.ends_with(".sql") {
        let code = file.parsed.code();
        for at in (0..code.tokens.len()).filter(|at| makes_index(&code, *at)) {
            found.report(EvidenceKind::DatabaseIndexes, code.span(at));
        }
    }
}

fn is_index(statement: &Statement) -> bool {
    statement.has(&["CREATE", "INDEX"])
        || statement.has(&["CREATE", "UNIQUE", "INDEX"])
        || statement.has(&["ADD", "INDEX"])
}

/// Whether a token makes an index.
fn makes_index(code: &Code<'_>, at: usize) -> bool {
    let word = code.word(at);
    let lower = word.to_ascii_lowercase();
    let is_called = code.sign(at + 1) == "(";
    let receiver = || if at >= 2 { code.word(at - 2).to_ascii_lowercase() } else { String::new() };
    match &*lower {
        _ if CALLS.contains(&&*lower) => is_called || code.is_text(at + 1) || code.sign(at + 1) == ":",
        "index" if word == "Index" => {
            is_called && (code.before(at) == "@" || receiver() == "models" || code.is_text(at + 2))
        }
        "index" if code.before(at) == "->" => is_called,
        "index" if code.before(at) == "." => {
            let is_table = TABLES.contains(&&*receiver()) || receiver().ends_with("schema");
            is_table && (is_called || code.is_text(at + 1) || code.sign(at + 1) == "[")
        }
        // Drizzle: `index("name").on(column)`.
        "index" if is_called && code.is_text(at + 2) => {
            let behind = code.behind(at + 1);
            code.sign(behind) == "." && code.word(behind + 1) == "on"
        }
        "db_index" | "index" => code.sign(at + 1) == "=" && code.word(at + 2) == "True",
        _ => false,
    }
}

fn policies(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let part = if is_migration(file.path()) { Part::Migrations } else { Part::file(file.path()) };
    let is_policy = |statement: &Statement| {
        statement.has(&["ENABLE", "ROW", "LEVEL", "SECURITY"]) || statement.has(&["CREATE", "POLICY"])
    };
    for span in statements_of(file, is_policy) {
        found.report(EvidenceKind::RlsScript, span).within(part.clone());
    }
}

/// The statements of a kind: of a file of SQL, or in the strings of source code.
fn statements_of(file: &SurveyedFile<'_>, is: impl Fn(&Statement) -> bool) -> Vec<Range<usize>> {
    let text = file.parsed.text();
    if file.path().ends_with(".sql") {
        return statements(text).into_iter().filter(|one| is(one)).map(|one| one.span).collect();
    }
    let code = file.parsed.code();
    let of_string = |at: usize| {
        let inside = code.inner(at);
        let all = statements(code.inner_text(at)).into_iter();
        all.filter(|one| is(one))
            .map(move |one| inside.start + one.span.start..inside.start + one.span.end)
            .collect::<Vec<_>>()
    };
    let long = |at: &usize| code.inner_text(*at).len() > "CREATE INDEX".len();
    (0..code.tokens.len()).filter(long).flat_map(of_string).collect()
}
