//! `docs/readers.md` shows the table of what loaders make of env files, row by row as the scanner knows it.

use gonogo_core::context::{Colon, Dollar, EnvDialect, Export, Quotes, Twice};

fn row(dialect: &EnvDialect) -> String {
    let hash = |is_comment: bool, whole: &str| if is_comment { "`ab`".to_owned() } else { format!("`{whole}`") };
    let (plain, single) = match dialect.dollar {
        Dollar::Literal | Dollar::Braced => ("`pa$A`", "`pa$A`"),
        Dollar::Expanded | Dollar::Capitals => ("`pax`", "`pa$A`"),
        Dollar::ExpandedInQuotes => ("`pax`", "`pax`"),
    };
    let quoted = if dialect.quotes == Quotes::Kept { "`\"ab\"`" } else { "`ab`" };
    let cells = [
        dialect.name.to_owned(),
        dialect.version.to_owned(),
        hash(dialect.cuts_at_hash, "ab#cd"),
        hash(dialect.cuts_at_hash || dialect.has_comments_behind, "ab # cd"),
        match dialect.twice {
            Twice::Last => "last",
            Twice::First => "first",
            Twice::Refused => "error",
        }
        .to_owned(),
        match dialect.colon {
            Colon::Sets => "`ab`",
            Colon::Skipped => "nothing",
            Colon::Refused => "error",
        }
        .to_owned(),
        plain.to_owned(),
        if dialect.quotes == Quotes::Kept { "`'pa$A'`".to_owned() } else { single.to_owned() },
        quoted.to_owned(),
        match dialect.export {
            Export::Sets => "`ab`",
            Export::Skipped => "nothing",
            Export::Refused => "error",
        }
        .to_owned(),
    ];
    format!("| {} |", cells.join(" | "))
}

#[test]
fn the_documented_table_is_the_one_in_use() {
    let text = include_str!("../../../docs/readers.md");
    let table = text.lines().skip_while(|line| !line.starts_with("| Reader |")).skip(2);
    let documented: Vec<&str> = table.take_while(|line| line.starts_with("| ")).collect();
    let known: Vec<String> = EnvDialect::ALL.iter().map(row).collect();
    assert_eq!(documented, known, "docs/readers.md should have these rows:\n{}", known.join("\n"));
}

#[test]
fn each_loader_has_one_row() {
    let mut loaders: Vec<_> = EnvDialect::ALL.iter().filter_map(|row| row.loader).collect();
    assert!(EnvDialect::ALL.iter().all(|row| row.loader.is_some_and(|loader| loader.dialect() == row)));
    loaders.sort_unstable();
    loaders.dedup();
    assert_eq!(loaders.len(), EnvDialect::ALL.len());
}
