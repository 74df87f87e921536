//! The page of all rows of the five checklists, and how each is decided.

use gonogo_core::checklist::{Checklist, Item, WantedEvidence};
use std::{collections::BTreeMap, fmt::Write};

const HEAD: &str = "# Coverage of go-live checklists

Five teams' checklists are built in, each on its own and merged into one, `production` ([verdict.md](verdict.md)). This page has every
row of theirs, and how the merged checklist decides it. It is made from the checklists by
`cargo run -p gonogo-core --example checklist_coverage > docs/checklist-coverage.md`; a test compares.

* **Rules**: none of them may find anything. Rules that name rows in their packs have a pair of example projects in
  `fixtures/<area>/<rule>/`: one with findings, one without. Rules about values of production decide only where a file for production gives
  one.
* **Evidence**: all of it must be found ([kinds](verdict.md#evidence)).
* **Attestation**: somebody says so in `gonogo.toml`; what evidence there is, is shown beside it.
";

/// The names of the teams' checklists, by the letter that their rows start with.
pub(crate) const TEAMS: [(&str, &str); 5] = [
    ("A", "portal"),
    ("B", "exam-platform"),
    ("C", "hotspot-portal"),
    ("D", "investment-platform"),
    ("E", "marketplace"),
];

/// The page as it should be.
pub(crate) fn page() -> String {
    let common = checklist("production");
    let mut page = HEAD.to_owned();
    for (letter, name) in TEAMS {
        let own = checklist(name);
        let rows: Vec<&str> = own.items.iter().flat_map(|item| &item.rows).map(String::as_str).collect();
        let _ = writeln!(
            page,
            "\n## {letter}: {} (`{name}`)\n\n| row | item | decided by |\n|---|---|---|",
            own.title.english
        );
        let mut seen = Vec::new();
        for row in rows.into_iter().filter(|row| row.starts_with(letter)) {
            if !seen.contains(&row) {
                seen.push(row);
                common
                    .items
                    .iter()
                    .filter(|item| item.rows.iter().any(|of| of == row))
                    .for_each(|item| page += &line(row, item));
            }
        }
    }
    page
}

fn checklist(name: &str) -> Checklist {
    Checklist::builtin(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn line(row: &str, item: &Item) -> String {
    format!("| {row} | {} (`{}`) | {} |\n", item.title.english.replace('|', "\\|"), item.id, decided(item).join("; "))
}

/// How an item is decided.
fn decided(item: &Item) -> Vec<String> {
    let code = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let categories: Vec<&str> = item.categories.iter().map(|category| category.as_str()).collect();
    let alternatives =
        |wanted: &WantedEvidence| wanted.0.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" or ");
    let kinds: Vec<String> = item.evidence.iter().map(alternatives).collect();
    let mut parts = BTreeMap::from([
        (1, categories),
        (2, item.rules.iter().map(String::as_str).collect()),
        (3, kinds.iter().map(String::as_str).collect()),
    ]);
    parts.retain(|_, names| !names.is_empty());
    let label = |at: i32| match at {
        1 if item.history => "history scanned by all rules of the category",
        1 => "all rules of the category",
        2 => "rules",
        _ => "evidence",
    };
    let mut decided: Vec<String> =
        parts.into_iter().map(|(at, names)| format!("{} {}", label(at), code(names))).collect();
    if !item.covers.is_empty() {
        let names: Vec<&str> = item.covers.iter().map(|technology| technology.label()).collect();
        decided.push(format!("only of a {}", names.join(" or ")));
    }
    if item.needs_production_file {
        decided.push("a file for production".to_owned());
    }
    if item.compare {
        decided.push("`--env-file`".to_owned());
    }
    if item.attest {
        decided.push("attestation".to_owned());
    }
    decided
}
