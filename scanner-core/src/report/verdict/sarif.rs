//! SARIF 2.1.0 of the items that are not passed, so that a code scanning page shows what keeps a project from going live.

use super::view::View;
use crate::{
    model::{Answer, Location, Report, Status, TitleLanguage},
    report::{
        Reporter, TOOL, VERSION,
        sarif::{INFORMATION_URI, PhysicalLocation, SARIF_VERSION, SCHEMA_URI, UriBases, level},
    },
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Places that a result names.
const MAX_LOCATIONS: usize = 10;

/// Writes the items of a verdict as SARIF: a rule and a result for each that fails, is open or is waived.
#[derive(Clone, Debug, Default)]
pub struct VerdictSarif {
    language: TitleLanguage,
    category: Option<String>,
}

impl VerdictSarif {
    /// With titles in a language.
    pub fn new(language: TitleLanguage) -> Self {
        VerdictSarif { language, category: None }
    }

    /// Names the analysis, so that GitHub keeps several analyses of one commit. Without it, it is named by the checklist.
    #[must_use]
    pub fn category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }

    fn automation_id(&self, view: &View<'_>) -> String {
        let category = self.category.as_deref().map(|category| category.trim_end_matches('/'));
        let named = category.filter(|category| !category.is_empty()).map(str::to_owned);
        named.unwrap_or_else(|| format!("verdict-{}", view.verdict.checklist)) + "/"
    }
}

impl Reporter for VerdictSarif {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, self.language) else { return Ok(()) };
        serde_json::to_writer(&mut *out, &log(&view, &self.automation_id(&view)))?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

fn log(view: &View<'_>, automation_id: &str) -> Value {
    let is_shown = |answer: &&Answer| answer.status.blocks() || answer.status == Status::Waived;
    let shown: Vec<&Answer> = view.verdict.items.iter().filter(is_shown).collect();
    let rules: Vec<Value> = shown.iter().map(|answer| rule(view, answer)).collect();
    let results: Vec<Value> = shown.iter().enumerate().map(|(at, answer)| result(view, at, answer)).collect();
    json!({
        "$schema": SCHEMA_URI,
        "version": SARIF_VERSION,
        "runs": [{
            "tool": { "driver": {
                "name": TOOL, "semanticVersion": VERSION, "informationUri": INFORMATION_URI, "rules": rules,
            }},
            "automationDetails": { "id": automation_id },
            "invocations": [{ "executionSuccessful": view.report.statistics.is_complete() }],
            "originalUriBaseIds": UriBases::root(),
            "results": results,
        }],
    })
}

fn rule(view: &View<'_>, answer: &Answer) -> Value {
    let title = view.title(answer);
    json!({
        "id": answer.id,
        "shortDescription": { "text": title },
        "fullDescription": { "text": format!("{title}.") },
        "help": { "text": "An item of a checklist: docs/verdict.md says how items are decided, attested and waived." },
        "defaultConfiguration": { "level": level(answer.tier) },
        "properties": { "tags": ["checklist"], "tier": answer.tier.as_str() },
    })
}

fn result(view: &View<'_>, index: usize, answer: &Answer) -> Value {
    let kind = match answer.status {
        Status::Open => "open",
        _ => "fail",
    };
    let reasons = answer.reasons.join("; ");
    let mut result = json!({
        "ruleId": answer.id,
        "ruleIndex": index,
        "kind": kind,
        // The standard wants this level for every kind but `fail`.
        "level": if kind == "fail" { json!(level(answer.tier)) } else { json!("none") },
        "message": { "text": format!("{}: {}. {reasons}.", answer.status, view.title(answer)) },
        "locations": locations(view, answer),
        "partialFingerprints": { "gonogoItem/v1": answer.id },
        "properties": { "tier": answer.tier.as_str(), "rows": answer.rows },
    });
    if answer.status == Status::Waived {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reasons }]);
    }
    result
}

/// The findings' places, else those of the evidence.
fn locations(view: &View<'_>, answer: &Answer) -> Vec<Value> {
    let mut places: Vec<&Location> = view.findings(answer).map(|finding| &finding.location).collect();
    if places.is_empty() {
        places = view.report.evidence_of(answer).map(|evidence| &evidence.location).collect();
    }
    places.truncate(MAX_LOCATIONS);
    places.into_iter().map(|location| json!({ "physicalLocation": PhysicalLocation::of(location) })).collect()
}
