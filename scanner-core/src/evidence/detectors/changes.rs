//! Changes of databases: migrations, and how they are taken back.

use super::Detector;
use crate::{
    document::code::{Code, Kind, MAX_CODE_BYTES},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            parts::Part,
            sql::{Statement, statements},
        },
    },
    model::EvidenceKind,
};
use std::ops::Range;

/// Folders of migrations.
const FOLDERS: &[&str] =
    &["migrations", "migration", "migrate", "alembic", "changelog", "changelogs", "drizzle", "versions"];

/// Endings of migrations.
const ENDINGS: &[&str] = &["sql", "js", "ts", "mjs", "cjs", "py", "php", "rb", "cs", "go", "java", "kt", "exs"];

/// Calls that change a schema, in lower case.
const CALLS: &[&str] = &[
    "createtable", "create_table", "droptable", "drop_table", "altertable", "alter_table", "addcolumn", "add_column",
    "dropcolumn", "drop_column", "removecolumn", "remove_column", "renamecolumn", "rename_column", "changecolumn",
    "change_column", "createindex", "create_index", "addindex", "add_index", "createcollection", "updatemany",
    "createmodel", "addfield", "alterfield", "removefield", "renamefield", "runpython", "runsql", "execute", "query",
    "raw", "sql", "create", "table", "bulkinsert", "bulk_insert", "insertdata", "createconstraint",
];

/// Marks in SQL behind which a migration is taken back.
const DOWN_MARKS: &[&str] =
    &["-- +goose Down", "-- migrate:down", "-- +migrate Down", "-- +micrate Down", "--rollback", "-- rollback"];

pub(super) const MIGRATIONS: Detector = Detector { keywords: &[], applies_to, look };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    file.is_in_use() && file.parsed.text().len() <= MAX_CODE_BYTES && is_migration(file.path())
}

/// Whether a file is a migration, by its folder or its name: `V1__init.sql`, `000001_init.up.sql`.
pub(super) fn is_migration(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let is_versioned = |prefix: char| {
        let number = stem.strip_prefix(prefix).and_then(|rest| rest.split_once("__")).map(|(number, _)| number);
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_named =
        ending == "sql" && (is_versioned('v') || is_versioned('u') || stem.ends_with(".up") || stem.ends_with(".down"));
    let is_placed = folders.split('/').any(|folder| FOLDERS.contains(&folder));
    let is_helper = matches!(stem, "env" | "__init__" | "index" | "schema" | "relations") || stem.ends_with("snapshot");
    ENDINGS.contains(&ending) && (is_named || is_placed && !is_helper)
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let path = file.path().to_ascii_lowercase();
    if path.ends_with(".sql") {
        return of_sql(&path, file.parsed.text(), found);
    }
    let code = file.parsed.code();
    let changes = (0..code.tokens.len()).find(|at| {
        let follows = matches!(code.sign(at + 1), "(" | "<" | ":" | "!") || code.is_text(at + 1);
        follows && CALLS.contains(&code.word(*at).to_ascii_lowercase().as_str())
    });
    let Some(at) = changes else { return };
    found.report(EvidenceKind::Migrations, code.span(at)).within(Part::Migrations);
    if let Some(span) = way_back(&code, &path) {
        found.report(EvidenceKind::MigrationRollback, span).within(Part::Rollbacks);
    }
}

fn of_sql(path: &str, text: &str, found: &mut Sightings) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_back = name.ends_with(".down.sql") || name == "down.sql" || name.starts_with('u') && name.contains("__");
    let kind = if is_back { EvidenceKind::MigrationRollback } else { EvidenceKind::Migrations };
    let part = if is_back { Part::Rollbacks } else { Part::Migrations };
    if let Some(Statement { span, .. }) = statements(text).into_iter().next() {
        found.report(kind, span).within(part);
    }
    let mark = DOWN_MARKS.iter().find_map(|mark| text.find(mark).map(|at| at + mark.len()));
    if let Some(behind) = mark
        && let Some(Statement { span, .. }) = statements(&text[behind..]).into_iter().next()
    {
        found.report(EvidenceKind::MigrationRollback, behind + span.start..behind + span.end).within(Part::Rollbacks);
    }
}

/// The place of a function that takes a migration back, if there is something in it.
fn way_back(code: &Code<'_>, path: &str) -> Option<Range<usize>> {
    let names: &[&str] = if path.ends_with(".rb") { &["down", "change"] } else { &["down", "downgrade", "Down"] };
    (0..code.tokens.len())
        .filter(|at| names.contains(&code.word(*at)))
        .find_map(|at| {
            let is_indented = path.ends_with(".py") || path.ends_with(".rb") || path.ends_with(".exs");
            let does =
                if is_indented { code.before(at) == "def" && has_indented_body(code, at) } else { has_body(code, at) };
            does.then(|| code.span(at))
        })
        .or_else(|| reversals(code))
}

/// Operations of Django that say how they are taken back.
fn reversals(code: &Code<'_>) -> Option<Range<usize>> {
    let is_given = |at: &usize| {
        matches!(code.word(*at), "reverse_code" | "reverse_sql")
            && code.sign(at + 1) == "="
            && code.word(at + 4) != "noop"
    };
    (0..code.tokens.len()).find(is_given).map(|at| code.span(at))
}

/// Whether a function in braces holds more than an error, or an arrow gives something.
fn has_body(code: &Code<'_>, name: usize) -> bool {
    /// Tokens between a name and the body of its function.
    const MAX_HEAD: usize = 24;
    let mut at = name + 1;
    for _ in 0..MAX_HEAD {
        match code.sign(at) {
            "{" => return code.behind(at) > at + 2 && code.word(at + 1) != "throw",
            "=>" if code.sign(at + 1) != "{" => return at + 1 < code.tokens.len(),
            ";" | "}" | ")" => return false,
            _ if code.kind(at) == Some(Kind::Open) => at = code.behind(at),
            _ => at += 1,
        }
    }
    false
}

/// Whether the lines below that are indented more hold more than `pass`, an error or a text.
fn has_indented_body(code: &Code<'_>, name: usize) -> bool {
    let indent = code.indent(name);
    let body = (name + 1..code.tokens.len()).filter(|at| code.is_fresh(*at));
    let mut body = body.take_while(|at| code.indent(*at) > indent);
    body.any(|at| !matches!(code.word(at), "" | "pass" | "raise" | "end"))
}
