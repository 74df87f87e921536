//! Credentials beside findings: no text of a report shows one, whatever rules report.

use super::{TOKEN_RULE, scanner, token, write};
use gonogo_core::{
    Scanner, Target,
    model::Report,
    report::{Compact, Json, JsonLines, Reporter, Sarif, Values},
    rule::{Override, RuleSet},
    value::expand,
};
use std::path::Path;

/// All that is written of a report, in every format.
fn outputs(report: &Report) -> String {
    let mut out = Vec::new();
    let formats: [&dyn Reporter; 4] = [&Compact::default(), &Json::default(), &JsonLines::default(), &Sarif::new()];
    formats.iter().for_each(|format| format.write(report, &mut out).expect("memory"));
    String::from_utf8(out).expect("UTF-8")
}

fn scan(rules: RuleSet, root: &Path) -> Report {
    let scanner = Scanner::builder().rules(rules).build().expect("the rules are sound");
    scanner.scan(Target::tree(root)).expect("the folder is there")
}

/// The rule sets in which the rule for the token does not report.
fn without_token_rule() -> [RuleSet; 3] {
    let builtin = || RuleSet::builtin().expect("the built-in rules are sound");
    let mut off = builtin();
    off.apply(TOKEN_RULE, &Override { enabled: Some(false), ..Override::default() }).expect("there is such a rule");
    [
        builtin().filter(|rule| rule.meta.id == "debug-mode-enabled"),
        builtin().filter(|rule| rule.meta.id != TOKEN_RULE),
        off,
    ]
}

#[test]
fn rules_that_do_not_report_still_hide() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, elsewhere) = (token("here"), token("elsewhere"));
    write(folder.path(), "src/settings.py", format!("DEBUG = True # {here}\nALLOWED_HOSTS = ['*']\n"));
    write(folder.path(), "src/local/settings.py", format!("DEBUG = True # like X{elsewhere}Y\n"));
    write(folder.path(), "src/keys.py", format!("KEY = '{elsewhere}'\n"));
    for rules in without_token_rule() {
        let report = scan(rules, folder.path());
        assert!(report.findings.iter().any(|finding| finding.rule.id == "debug-mode-enabled"));
        assert!(report.findings.iter().all(|finding| finding.rule.id != TOKEN_RULE));
        let out = outputs(&report);
        assert!(!out.contains(&here) && !out.contains(&elsewhere), "{out}");
    }
}

#[test]
fn silent_rules_are_not_counted_and_do_not_win() {
    let [only, skip, off] = without_token_rule();
    let all = RuleSet::builtin().expect("the built-in rules are sound").len();
    assert_eq!([only.len(), skip.len(), off.len()], [1, all - 1, all - 1]);
    assert!(off.get(TOKEN_RULE).is_err() && off.iter().all(|rule| rule.meta.id != TOKEN_RULE));
    let again = off.merge_set(RuleSet::builtin().expect("sound").filter(|rule| rule.meta.id == TOKEN_RULE));
    assert_eq!((again.len(), again.as_slice().len()), (all, all));
    // What a silent rule knows better does not keep another from reporting it.
    let text = format!("api_token = \"{}\"\n", token("generic"));
    let scanner = Scanner::builder().rules(skip).build().expect("sound");
    let found = scanner.scan_bytes("src/app.py", text.as_bytes());
    assert!(found.iter().any(|finding| finding.rule.is_about_credentials()), "{found:?}");
}

/// Long lines are cut, and a value at the edge is not shown by halves.
#[test]
fn lines_are_not_cut_inside_of_values() {
    let secret = |seed: &str| expand("{alnum:40}", seed).expect("a template");
    for gap in 60..140 {
        let (before, after) = (secret(&format!("b{gap}")), secret(&format!("a{gap}")));
        let filling = "x ".repeat(gap / 2);
        let text = format!("f({before}, {filling}'{}', {filling} {after})\n", token(&format!("t{gap}")));
        let found = scanner(1).scan_bytes("src/app.js", text.as_bytes());
        for finding in &found {
            let shown = finding.snippet.redacted().0;
            let parts = [&before, &after].into_iter().flat_map(|value| value.as_bytes().windows(8));
            let mut parts = parts.map(String::from_utf8_lossy);
            assert!(parts.all(|part| !shown.contains(&*part)), "{shown}");
        }
        assert!(!found.is_empty());
    }
}

#[test]
fn values_are_shown_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let value = token("shown");
    write(folder.path(), "a.py", format!("DEBUG = True\nKEY = '{value}'\n"));
    let report = scanner(1).scan(Target::tree(folder.path())).expect("there");
    let mut out = Vec::new();
    Json::new(Values::Shown).write(&report, &mut out).expect("memory");
    assert!(String::from_utf8_lossy(&out).contains(&value));
    assert!(!outputs(&report).contains(&value));
}

#[test]
fn of_two_settings_with_one_value_the_name_is_shown_and_the_value_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let value = expand("{alnum:40}", "a").expect("a template");
    write(folder.path(), ".env.production", format!("JWT_SECRET={value}\nJWT_REFRESH_SECRET={value}\n"));
    let report = scan(RuleSet::builtin().expect("the built-in rules are sound"), folder.path());
    let found = report.findings.iter().find(|finding| finding.rule.id == "refresh-secret-same-as-access");
    let message = &found.expect("found").message;
    assert!(message.starts_with("`JWT_REFRESH_SECRET` has the same value as `JWT_SECRET`"), "{message}");
    let alone = RuleSet::builtin().expect("sound").filter(|rule| rule.meta.id == "refresh-secret-same-as-access");
    assert!(!outputs(&scan(alone, folder.path())).contains(&value));
}
