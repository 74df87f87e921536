//! Turns the TOML packs into three files: what matches as JSON, a pack a line; the documentation of the rules, and their
//! examples, which a scan needs of few rules or of none. Turns the tables of `knowledge/` into constants, and the checklists into
//! one constant: only a verdict reads them, with their places, so they stay TOML.

mod build_knowledge;

use serde_json::{Map, Value};
use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};

/// The fields of a rule that only people read.
const DOCS: [&str; 6] = ["title", "description", "help", "tags", "references", "checklists"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let (mut packs, mut docs, mut examples) = (String::new(), BTreeMap::new(), Map::new());
    for folder in [".", "secrets", "settings", "source"] {
        let folder = Path::new(&root).join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files =
            fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        files.retain(|path| !path.ends_with("Cargo.toml"));
        files.sort();
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
            let pack: toml::Table =
                toml::from_str(&fs::read_to_string(&file)?).map_err(|error| format!("{}: {error}", file.display()))?;
            let mut pack = serde_json::to_value(pack)?;
            let tags = pack.pointer_mut("/defaults/tags").map(Value::take);
            let rules = pack.get_mut("rule").and_then(Value::as_array_mut);
            for rule in rules.into_iter().flatten().filter_map(Value::as_object_mut) {
                let id = rule["id"].as_str().unwrap_or_default().to_owned();
                rule.remove("examples").and_then(|written| examples.insert(id.clone(), written));
                docs.insert(id, take_docs(rule, tags.as_ref()));
            }
            writeln!(packs, "{pack}")?;
        }
    }
    let docs = docs.into_iter().fold(String::new(), |lines, (id, docs)| format!("{lines}{id}\t{docs}\n"));
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("packs.jsonl"), packs)?;
    fs::write(Path::new(&out).join("docs.tsv"), docs)?;
    fs::write(Path::new(&out).join("examples.json"), Value::Object(examples).to_string())?;
    fs::write(Path::new(&out).join("checklists.rs"), checklists(&Path::new(&root).join("checklists"))?)?;
    let knowledge = Path::new(&root).join("knowledge");
    println!("cargo::rerun-if-changed={}", knowledge.display());
    fs::write(Path::new(&out).join("knowledge.rs"), build_knowledge::knowledge(&knowledge)?)?;
    Ok(())
}

/// An expression of Rust: the name and the text of each checklist.
fn checklists(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    files.sort();
    let mut list = String::from("&[");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file)?;
        let table: toml::Table = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = table.get("name").and_then(toml::Value::as_str).ok_or("a checklist has a name")?;
        write!(list, "({name:?}, {text:?}), ")?;
    }
    Ok(list + "]")
}

/// Takes the documentation out of a rule. `tags` are those of rules that have none of their own.
fn take_docs(rule: &mut Map<String, Value>, tags: Option<&Value>) -> Value {
    let mut docs = Map::new();
    for field in DOCS {
        let written = rule.remove(field);
        let written = written.or_else(|| tags.filter(|_| field == "tags").cloned());
        written.and_then(|written| docs.insert(field.to_owned(), written));
    }
    docs.into()
}
