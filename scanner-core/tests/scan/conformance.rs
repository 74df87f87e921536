//! Conformance of JSON with the schemas in `docs/`, for tests: the part of JSON Schema that the files use.

use serde_json::Value;
use std::sync::LazyLock;

static REPORT: LazyLock<Value> = LazyLock::new(|| schema("json.schema.json"));

fn schema(name: &str) -> Value {
    let file = format!("{}/../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

/// Checks a value against the definition `name` of reports. Panics at the first key that does not conform.
pub(crate) fn check(name: &str, value: &Value) {
    if let Err(problem) = (Schema { root: &REPORT }).conforms(&REPORT["$defs"][name], value, name) {
        panic!("{problem}");
    }
}

/// Checks the JSON of a verdict.
#[allow(dead_code, reason = "the library's own tests have no verdict of a whole scan")]
pub(crate) fn check_verdict(value: &Value) {
    let root = schema("verdict.schema.json");
    if let Err(problem) = (Schema { root: &root }).conforms(&root, value, "verdict") {
        panic!("{problem}");
    }
}

struct Schema<'s> {
    root: &'s Value,
}

impl Schema<'_> {
    fn conforms(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let keywords = schema.as_object().expect("a schema is an object");
        keywords.iter().try_for_each(|(keyword, wanted)| {
            let holds = match keyword.as_str() {
                "$ref" => return self.conforms(self.target(wanted), value, at),
                "properties" => return self.properties(wanted, value, at),
                "items" => return self.items(wanted, value, at),
                "type" => one_or_many(wanted).any(|kind| is_type(kind, value)),
                "enum" => wanted.as_array().is_some_and(|all| all.contains(value)),
                "const" => wanted == value,
                "anyOf" | "oneOf" => one_or_many(wanted).any(|schema| self.conforms(schema, value, at).is_ok()),
                "required" => one_or_many(wanted).all(|key| value.get(key.as_str().unwrap_or_default()).is_some()),
                "minimum" => value.as_i64() >= wanted.as_i64(),
                "pattern" => regex::Regex::new(wanted.as_str().unwrap_or_default())
                    .is_ok_and(|pattern| value.as_str().is_some_and(|text| pattern.is_match(text))),
                "additionalProperties" => return self.others(schema, wanted, value, at),
                "description" | "title" | "$schema" | "$id" | "$defs" => true,
                other => panic!("the schema has the unknown keyword `{other}`"),
            };
            if holds { Ok(()) } else { Err(format!("{at}: `{keyword}` is {wanted}, not so {value}")) }
        })
    }

    fn target(&self, reference: &Value) -> &Value {
        let name = reference.as_str().and_then(|path| path.strip_prefix("#/$defs/")).expect("a definition");
        &self.root["$defs"][name]
    }

    fn properties(&self, schemas: &Value, value: &Value, at: &str) -> Result<(), String> {
        let keys = value.as_object().into_iter().flatten();
        let known = keys.filter_map(|(key, value)| Some((key, schemas.get(key)?, value)));
        known.into_iter().try_for_each(|(key, schema, value)| self.conforms(schema, value, &format!("{at}.{key}")))
    }

    /// The keys that `properties` does not name.
    fn others(&self, schema: &Value, wanted: &Value, value: &Value, at: &str) -> Result<(), String> {
        let keys = value.as_object().into_iter().flatten();
        let others = keys.filter(|(key, _)| schema["properties"].get(key).is_none());
        others.into_iter().try_for_each(|(key, value)| match wanted {
            Value::Bool(true) => Ok(()),
            Value::Bool(false) => Err(format!("{at}: `additionalProperties` is {wanted}, not so {key}: {value}")),
            schema => self.conforms(schema, value, &format!("{at}.{key}")),
        })
    }

    fn items(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let all = value.as_array().into_iter().flatten().enumerate();
        all.into_iter().try_for_each(|(index, value)| self.conforms(schema, value, &format!("{at}[{index}]")))
    }
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
