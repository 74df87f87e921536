//! Prints the JSON Schema of rule packs, as `docs/rule-pack.schema.json` keeps it.

fn main() -> Result<(), serde_json::Error> {
    let schema = serde_json::to_string_pretty(&gonogo_core::rule::schema::json_schema())?;
    println!("{schema}");
    Ok(())
}
