//! Checklists as people write them, rightly and wrongly.

use super::*;
use crate::{model::Severity, rule::RuleSet};
use std::collections::BTreeSet;

fn load(text: &str) -> Result<Checklist, ChecklistError> {
    Checklist::load(&Source::new("own.toml", text), &|name, _| {
        let text = match name {
            "a.toml" => "extends = 'b.toml'",
            "b.toml" => "extends = 'a.toml'",
            "own.toml" => "extends = 'own.toml'",
            _ => return None,
        };
        Some(Source::new(name, text))
    })
}

#[test]
fn built_in_checklists_are_sound() {
    let rules = RuleSet::builtin().expect("the built-in rules");
    let common = Checklist::builtin("production").expect("sound");
    assert_eq!(Checklist::builtin_names().count(), 6);
    for name in Checklist::builtin_names() {
        let checklist = Checklist::builtin(name).unwrap_or_else(|error| panic!("{name}: {error} {:?}", error.place()));
        let ids: BTreeSet<&str> = checklist.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids.len(), checklist.items.len(), "{name}");
        assert!(checklist.gate("production").is_some() && checklist.name == name, "{name}");
        for item in &checklist.items {
            assert!(item.is_decided() && !item.rows.is_empty(), "{name}: {}", item.id);
            assert!(item.rules.iter().all(|rule| rules.get(rule).is_ok()), "{name}: {:?}", item.rules);
            let is_known = |row: &String| common.items.iter().any(|item| item.rows.contains(row));
            assert!(item.rows.iter().all(is_known), "{name}: {:?}", item.rows);
        }
    }
}

/// Each row of the merged checklist is an item of one of the others, and the other way round.
#[test]
fn the_merged_checklist_is_made_of_the_others() {
    let rows = |names: &[&str]| -> BTreeSet<String> {
        let all = names.iter().map(|name| Checklist::builtin(name).expect("sound"));
        all.flat_map(|checklist| checklist.items).flat_map(|item| item.rows).collect()
    };
    let others: Vec<&str> = Checklist::builtin_names().filter(|name| *name != "production").collect();
    assert_eq!(rows(&["production"]), rows(&others));
    assert_eq!(rows(&others).len(), 129);
}

#[test]
fn own_checklists_change_what_they_extend() {
    let own = load(
        "extends = 'production'\nname = 'acme'\nwithout = ['translated']\n[gates.production]\ntiers = ['blocker']\nitems = \
         ['on-call']\n[[item]]\nid = 'on-call'\ntitle = 'Somebody is on call'\ntier = 'high'\nattest = true\n[[item]]\nid = \
         'rate-limit'\ntier = 'low'\n",
    )
    .expect("sound");
    assert_eq!((own.name.as_str(), own.item("translated").is_none()), ("acme", true));
    let limit = own.item("rate-limit").expect("kept");
    assert_eq!((limit.tier.0, limit.rules.len()), (Severity::Low, 2));
    let gate = own.gate("production").expect("changed");
    let item = |id: &str| own.item(id).expect("there");
    assert!(gate.asks_for(item("on-call")) && gate.asks_for(item("authentication-enabled")));
    assert!(!gate.asks_for(limit) && own.gate("staging").is_some());
}

#[test]
fn names_are_compared_by_words() {
    let item = Item { names: vec!["jwt".to_owned(), "accesssecret".to_owned()], ..Item::default() };
    for (name, expected) in [
        ("JWT_SECRET", true),
        ("ACCESS_SECRET", true),
        ("auth.jwtSecret", true),
        ("MINIO_SECRET_KEY", false),
        ("JWTX", false),
    ] {
        assert_eq!(item.is_about(name), expected, "{name}");
    }
    assert!(Item::default().is_about("ANY"));
}

#[test]
fn mistakes_point_at_their_place() {
    let item = "[[item]]\nid = 'x'\ntitle = 'X'\n";
    for (text, message, at) in [
        ("extends = 'own.toml'", "`own.toml` extends itself", "'own.toml'"),
        ("extends = 'a.toml'", "checklists extend each other in a circle: own.toml, a.toml, b.toml", "'a.toml'"),
        ("extends = 'prodction'", "there is no checklist `prodction`; did you mean `production`?", "'prodction'"),
        (
            "extends = 'production'\nwithout = ['rate-limt']",
            "there is no item `rate-limt`; did you mean `rate-limit`?",
            "'rate-limt'",
        ),
        ("schema = 2", "schema 2 is not known", "2"),
        (
            "[[item]]\nid = 'x'\nsame = 'no-such-thing-at-all'",
            "there is no item `no-such-thing-at-all`",
            "'no-such-thing-at-all'",
        ),
        (&format!("{item}evidence = ['luck']"), "there is no evidence `luck`", "'luck'"),
        (&format!("{item}needs = ['nginxx']"), "there is no technology `nginxx`; did you mean `nginx`?", "'nginxx'"),
        (&format!("{item}paths = ['a{{b']"), "invalid path pattern `a{b`", "'a{b'"),
        (item, "nothing decides the item `x`", "[[item]]"),
        (&format!("{item}attest = true\n{item}attest = true"), "there are two items `x`", "'x'"),
        ("[gates.production]\nitems = ['x']", "there is no item `x`", "'x'"),
        ("[[item]]\nid = 'x'\nsevrity = 1", "unknown field `sevrity`", "sevrity"),
        ("[[item", "", ""),
    ] {
        let error = load(text).expect_err(text);
        assert!(error.to_string().starts_with(message), "{text}: {error}");
        let (_, shown, span) = error.place().expect(text);
        assert!(shown[span].starts_with(at), "{text}: {error}");
    }
    let source = Source::new("own.toml", format!("{item}rules = ['rate-limit-missng']"));
    let own = Checklist::load(&source, &|_, _| None).expect("sound but for rules");
    let error = own.check_rules(&source, ["rate-limit-missing"].into_iter()).expect_err("unknown");
    assert_eq!(error.to_string(), "there is no rule `rate-limit-missng`; did you mean `rate-limit-missing`?");
    assert!(error.place().is_some());
}
