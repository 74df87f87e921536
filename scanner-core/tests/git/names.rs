//! Credentials in names of files, authors and refs.

use super::{TOKENS, found, scan, sh, token};
use gonogo_core::{
    Target,
    engine::HistoryOptions,
    report::{Compact, Json, JsonLines, Reporter, Sarif},
    source::git::{Range, StagedOptions},
};
use gonogo_testing::Fixture;

/// `$A` is an author, `$B` a branch, `$C` a folder with a file, `$D` a file that is gone.
fn repository() -> Fixture {
    let fixture = Fixture::with_repository("r");
    sh(
        &fixture,
        "r",
        r#"
        git commit -q --allow-empty -m Begin
        mkdir -p "a/$C/b"; echo x > "a/$C/b/c.txt"; echo y > "key-$D.txt"
        git add -A; git -c user.name="Bob $A" commit -q --author="Bob $A <bob@example.com>" -m Names
        git rm -q "key-$D.txt"; git commit -q -m Remove
        git branch "wip/$B"
        "#,
    );
    fixture
}

/// No format shows a token.
fn is_hidden(report: &gonogo_core::model::Report) {
    let mut out = Vec::new();
    let formats: [&dyn Reporter; 4] = [&Compact::default(), &Json::default(), &JsonLines::default(), &Sarif::new()];
    formats.iter().for_each(|format| format.write(report, &mut out).expect("memory"));
    let out = String::from_utf8(out).expect("UTF-8");
    assert!(TOKENS.iter().all(|name| !out.contains(&token(name)[4..])), "{out}");
}

fn named(path: &str) -> String {
    TOKENS.iter().fold(path.to_owned(), |path, name| path.replace(&format!("${name}"), &token(name)))
}

#[test]
fn names_are_searched_in_a_history() {
    let fixture = repository();
    let report = scan(Target::history(fixture.path("r"), HistoryOptions::default()));
    let mut places = found(&report);
    places.sort();
    let mut expected =
        ["author-name:1 A", "file-name:1 C", "ref-name:1 B", &named("key-$D.txt:1 D")].map(str::to_owned);
    expected.sort();
    assert_eq!(places, expected);
    is_hidden(&report);
    let gone = report.findings.iter().find(|finding| finding.location.path.starts_with("key-")).expect("found");
    let of = gone.provenance.as_deref().expect("history");
    assert_eq!(of.introduced.as_ref().map(|commit| commit.summary.as_str()), Some("Names"));
    assert_eq!(of.removed.as_ref().map(|commit| commit.summary.as_str()), Some("Remove"));
}

#[test]
fn names_are_searched_in_trees_ranges_and_the_index() {
    let fixture = repository();
    let tree = scan(Target::tree(fixture.path("r")));
    assert_eq!(found(&tree), [named("a/$C/b/c.txt:1 C")]);
    is_hidden(&tree);
    let range = scan(Target::range(fixture.path("r"), Range::new("HEAD~2..HEAD")));
    let mut places = found(&range);
    places.sort();
    let mut expected = [named("a/$C/b/c.txt:1 C"), "author-name:1 A".to_owned(), named("key-$D.txt:1 D")];
    expected.sort();
    assert_eq!(places, expected);
    is_hidden(&range);
    sh(&fixture, "r", r#"echo z > "new-$D.txt"; git add -A"#);
    let staged = scan(Target::staged(fixture.path("r"), StagedOptions::default()));
    assert_eq!(found(&staged), [named("new-$D.txt:1 D")]);
}
