//! Turns the tables of `knowledge/*.toml` into constants of Rust, so that a scan finds them in the binary as they are.

use std::{error::Error, fmt::Write, fs, path::Path};

/// The text of a module with one submodule a file and one constant a key: a list of strings, or a list of names with
/// strings or a string each, in the order of the file.
pub(crate) fn knowledge(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut out = String::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let tables: toml::Table = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let module = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default().replace('-', "_");
        writeln!(out, "/// Tables of `knowledge/{module}.toml`.\npub mod {module} {{")?;
        for (key, value) in &tables {
            let (kind, value) = literal(value).ok_or_else(|| format!("{}: `{key}` is no table", file.display()))?;
            let name = key.to_uppercase();
            writeln!(out, "    /// `{key}`.\n    pub const {name}: {kind} = {value};")?;
        }
        out.push_str("}\n");
    }
    Ok(out)
}

/// The type of a constant and its value.
fn literal(value: &toml::Value) -> Option<(&'static str, String)> {
    match value {
        toml::Value::Array(items) => Some(("&[&str]", strings(items)?)),
        toml::Value::Table(table) if table.values().all(toml::Value::is_str) => {
            let pairs =
                table.iter().map(|(key, value)| format!("({key:?}, {:?}), ", value.as_str().unwrap_or_default()));
            Some(("&[(&str, &str)]", format!("&[{}]", pairs.collect::<String>())))
        }
        toml::Value::Table(table) => {
            let pair =
                |(key, value): (&String, &toml::Value)| Some(format!("({key:?}, {}), ", strings(value.as_array()?)?));
            Some(("&[(&str, &[&str])]", format!("&[{}]", table.iter().map(pair).collect::<Option<String>>()?)))
        }
        _ => None,
    }
}

fn strings(items: &[toml::Value]) -> Option<String> {
    let quoted = items.iter().map(|item| Some(format!("{:?}, ", item.as_str()?))).collect::<Option<String>>()?;
    Some(format!("&[{quoted}]"))
}
