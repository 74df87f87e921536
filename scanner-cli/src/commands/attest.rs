//! `gonogo attest`: adds an attestation to `gonogo.toml`, and leaves the rest of the file as it is written.

use super::fix::replace;
use crate::{
    Outcome,
    args::AttestArgs,
    failure::Failure,
    resolve::{self, AttestPlan},
    terminal::Terminal,
};
use gonogo_core::model::{Attestation, Date};
use std::fs;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

pub(crate) fn attest(args: AttestArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    let AttestPlan { file, text, attestation } = resolve::attest(args)?;
    let changed = with_attestation(&text, &attestation).map_err(|error| {
        Failure::new(error.message()).at(&file.display().to_string(), &text, error.span().unwrap_or_default())
    })?;
    let changed = changed.ok_or_else(|| {
        Failure::new("`attest` in the configuration is not a list of tables").advice("write it as `[[attest]]`")
    })?;
    let written = if file.exists() { replace(&file, &changed) } else { fs::write(&file, &changed) };
    written.map_err(|error| Failure::file("write", "configuration", &file, &error))?;
    let Attestation { item, by, expires, .. } = &attestation;
    let until = expires.map_or_else(String::new, |date| format!(" until {date}"));
    terminal.say(&format!("Wrote {}: `{item}` is attested by {by}{until}", file.display()));
    Ok(Outcome::Good)
}

/// The file with the attestation, in place of an earlier one of the item. `None` if something else has its place.
fn with_attestation(text: &str, said: &Attestation) -> Result<Option<String>, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let list = document.entry("attest").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(list) = list.as_array_of_tables_mut() else { return Ok(None) };
    let is_of_item = |table: &Table| table.get("item").and_then(Item::as_str) == Some(&said.item);
    let known = list.iter().position(is_of_item);
    let mut new = Table::new();
    let table = match known {
        Some(at) => list.get_mut(at).unwrap_or(&mut new),
        None => &mut new,
    };
    fill(table, said);
    if known.is_none() {
        list.push(new);
    }
    Ok(Some(document.to_string()))
}

fn fill(table: &mut Table, said: &Attestation) {
    table["item"] = value(&said.item);
    table["by"] = value(&said.by);
    table["on"] = date(said.on);
    table["evidence"] = value(&said.evidence);
    match said.expires {
        Some(day) => table["expires"] = date(day),
        None => drop(table.remove("expires")),
    }
    match said.pin {
        Some(pin) => table["pin"] = value(pin.to_string()),
        None => drop(table.remove("pin")),
    }
}

/// A date of TOML.
fn date(day: Date) -> Item {
    let text = day.to_string();
    text.parse::<toml_edit::Datetime>().map_or_else(|_| value(&text), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_file_stays() {
        let said = |item: &str, by: &str| Attestation {
            item: item.to_owned(),
            by: by.to_owned(),
            on: Date::from_unix(1_796_000_000),
            evidence: "https://ci.example/7".to_owned(),
            expires: Date::new(2027, 2, 28),
            pin: None,
            place: String::new(),
        };
        let text = "# ours\n[scan]\nthreads = 2 # two\n";
        let first = with_attestation(text, &said("smoke-test", "Ada")).expect("TOML").expect("a list");
        assert_eq!(
            first,
            "# ours\n[scan]\nthreads = 2 # two\n\n[[attest]]\nitem = \"smoke-test\"\nby = \"Ada\"\non = 2026-11-30\nevidence = \
             \"https://ci.example/7\"\nexpires = 2027-02-28\n"
        );
        let second = with_attestation(&first, &said("smoke-test", "Grace")).expect("TOML").expect("a list");
        assert_eq!(second, first.replace("Ada", "Grace"));
        assert!(with_attestation("attest = 1", &said("x", "y")).expect("TOML").is_none());
        assert!(with_attestation("[scan", &said("x", "y")).is_err());
    }
}
