//! An in-toto statement about a commit, unsigned: for `cosign attest`, `actions/attest` and whatever else signs.

use super::view::View;
use crate::{
    model::{Answer, Decision, Report, Status, TitleLanguage},
    report::{Reporter, TOOL, VERSION},
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the decision of a gate as an [in-toto statement](https://github.com/in-toto/attestation/tree/main/spec/v1) with the
/// predicate `test-result`. The subject is the commit; a report without one has none, and writing fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct InToto;

impl Reporter for InToto {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, TitleLanguage::English);
        let Some((view, commit)) = view.zip(report.request.commit.as_deref()) else {
            return Err(io::Error::other("a statement is about a commit, and there is none"));
        };
        let mut text = serde_json::to_vec_pretty(&statement(&view, commit))?;
        text.push(b'\n');
        out.write_all(&text)?;
        out.flush()
    }
}

fn statement(view: &View<'_>, commit: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": view.report.target, "digest": { "gitCommit": commit } }],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": predicate(view),
    })
}

fn predicate(view: &View<'_>) -> Value {
    let verdict = view.verdict;
    let gate = verdict.main_gate();
    let all: Vec<&Answer> = match gate {
        Some(gate) => gate.asked.iter().filter_map(|at| verdict.items.get(*at)).collect(),
        None => verdict.items.iter().collect(),
    };
    let named = |wanted: fn(Status) -> bool| -> Vec<&str> {
        all.iter().filter(|answer| wanted(answer.status)).map(|answer| answer.id.as_str()).collect()
    };
    let warned = named(|status| status == Status::Waived);
    let result = match gate.map(|gate| gate.decision) {
        Some(Decision::Go) if warned.is_empty() => "PASSED",
        Some(Decision::Go) => "WARNED",
        _ => "FAILED",
    };
    let mut configuration = vec![
        json!({ "name": format!("checklist {}", verdict.checklist) }),
        json!({ "name": format!("gate {}", gate.map_or("none", |gate| &gate.name)) }),
        json!({ "name": format!("{TOOL} {VERSION}") }),
    ];
    if let Some(hash) = &view.report.request.rules_hash {
        configuration.push(json!({ "name": "rules", "digest": { "sha256": hash } }));
    }
    json!({
        "result": result,
        "configuration": configuration,
        "passedTests": named(|status| matches!(status, Status::Pass | Status::NotApplicable)),
        "warnedTests": warned,
        "failedTests": named(Status::blocks),
    })
}
