//! Turns the TOML packs into JSON, one array of packs and one object of the rules' examples, and the tables of `knowledge/`
//! into constants.

mod build_knowledge;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let mut packs = Vec::new();
    let mut examples = serde_json::Map::new();
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
            let mut pack: toml::Table =
                toml::from_str(&fs::read_to_string(&file)?).map_err(|error| format!("{}: {error}", file.display()))?;
            examples.extend(take_examples(&mut pack));
            packs.push(serde_json::to_value(pack)?);
        }
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("packs.json"), serde_json::to_string(&packs)?)?;
    fs::write(Path::new(&out).join("examples.json"), serde_json::to_string(&examples)?)?;
    let knowledge = Path::new(&root).join("knowledge");
    println!("cargo::rerun-if-changed={}", knowledge.display());
    fs::write(Path::new(&out).join("knowledge.rs"), build_knowledge::knowledge(&knowledge)?)?;
    Ok(())
}

/// Takes the examples out of a pack, by rule id: no scan needs them.
fn take_examples(pack: &mut toml::Table) -> Vec<(String, serde_json::Value)> {
    let rules = pack.get_mut("rule").and_then(toml::Value::as_array_mut);
    let entry = |rule: &mut toml::Value| {
        let id = rule.get("id")?.as_str()?.to_owned();
        let examples = rule.as_table_mut()?.remove("examples")?;
        Some((id, serde_json::to_value(examples).ok()?))
    };
    rules.into_iter().flatten().filter_map(entry).collect()
}
