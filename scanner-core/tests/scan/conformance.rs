//! Conformance of JSON with `docs/json.schema.json`, for tests: the part of JSON Schema that the file uses.

use serde_json::Value;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/json.schema.json");
    let text = std::fs::read_to_string(file).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
});

/// Checks a value against the definition `name`. Panics at the first key that does not conform.
pub(crate) fn check(name: &str, value: &Value) {
    if let Err(problem) = conforms(&SCHEMA["$defs"][name], value, name) {
        panic!("{problem}");
    }
}

fn conforms(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let keywords = schema.as_object().expect("a schema is an object");
    keywords.iter().try_for_each(|(keyword, wanted)| {
        let holds = match keyword.as_str() {
            "$ref" => return conforms(target(wanted), value, at),
            "properties" => return properties(wanted, value, at),
            "items" => return items(wanted, value, at),
            "type" => one_or_many(wanted).any(|kind| is_type(kind, value)),
            "enum" => wanted.as_array().is_some_and(|all| all.contains(value)),
            "const" => wanted == value,
            "anyOf" => one_or_many(wanted).any(|schema| conforms(schema, value, at).is_ok()),
            "required" => one_or_many(wanted).all(|key| value.get(key.as_str().unwrap_or_default()).is_some()),
            "minimum" => value.as_i64() >= wanted.as_i64(),
            "pattern" => regex::Regex::new(wanted.as_str().unwrap_or_default())
                .is_ok_and(|pattern| value.as_str().is_some_and(|text| pattern.is_match(text))),
            "additionalProperties" => {
                value.as_object().is_none_or(|keys| keys.keys().all(|key| schema["properties"].get(key).is_some()))
            }
            "description" => true,
            other => panic!("the schema has the unknown keyword `{other}`"),
        };
        if holds { Ok(()) } else { Err(format!("{at}: `{keyword}` is {wanted}, not so {value}")) }
    })
}

fn target(reference: &Value) -> &'static Value {
    let name = reference.as_str().and_then(|path| path.strip_prefix("#/$defs/")).expect("a definition");
    &SCHEMA["$defs"][name]
}

fn properties(schemas: &Value, value: &Value, at: &str) -> Result<(), String> {
    let keys = value.as_object().into_iter().flatten();
    let known = keys.filter_map(|(key, value)| Some((key, schemas.get(key)?, value)));
    known.into_iter().try_for_each(|(key, schema, value)| conforms(schema, value, &format!("{at}.{key}")))
}

fn items(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let all = value.as_array().into_iter().flatten().enumerate();
    all.into_iter().try_for_each(|(index, value)| conforms(schema, value, &format!("{at}[{index}]")))
}

fn one_or_many(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

fn is_type(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
