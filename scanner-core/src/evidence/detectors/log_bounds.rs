//! Bounds that a program or a cloud puts on logs: files of a logger with a size and a number, groups of CloudWatch that expire.

use super::Detector;
use crate::{
    document::{Format, Node, code::Code},
    evidence::{
        Sightings, SurveyedFile,
        readers::{tree, words::Words},
    },
    model::EvidenceKind,
};
use std::sync::LazyLock;

/// Options of winston's `File` transport, in its documentation: without them one file grows forever.
const OPTIONS: &[&str] = &["maxsize", "maxFiles"];

/// Bytes of such a transport with its options.
const MAX_CALL_BYTES: usize = 600;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::exact(OPTIONS));

pub(super) const CODE: Detector = Detector { keywords: OPTIONS, applies_to: |file| file.is_code(), look: in_code };

pub(super) const CLOUD: Detector = Detector {
    keywords: &["retention_in_days"],
    applies_to: |file| file.is_in_use() && Format::for_path(file.path()) == Some(Format::Hcl),
    look: in_cloud,
};

fn in_code(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    if let Some(at) = WORDS.tokens(&code).find(|at| bounds_file(&code, *at)) {
        found.report(EvidenceKind::LogRotation, code.span(at)).wired();
    }
}

/// `new transports.File({ filename, maxsize: 1048576, maxFiles: 5 })`.
fn bounds_file(code: &Code<'_>, at: usize) -> bool {
    let is_option = OPTIONS.contains(&code.word(at)) && code.sign(at + 1) == ":";
    let mut calls = code.enclosing(at, MAX_CALL_BYTES).filter(|open| code.sign(*open) == "(" && *open > 0);
    is_option && calls.any(|open| code.word(open - 1) == "File")
}

fn in_cloud(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let groups = file.roots().iter().flat_map(tree::resources).filter(|(kind, _)| *kind == "aws_cloudwatch_log_group");
    for (_, group) in groups {
        let retention = group.value.entry("retention_in_days");
        // 0 keeps them forever.
        if let Some(entry) = retention.filter(|entry| Node::text(&entry.value) != Some("0")) {
            found.report(EvidenceKind::LogRotation, entry.key_span.clone()).wired();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn bounds_of_programs_and_clouds() {
        const FILE: &str = "const w = require('winston');\nlog.add(new w.transports.File({\n  filename,\n  maxsize: 1e6,\n  maxFiles: 5,\n}));\n";
        const EXPIRES: &str = "resource \"aws_cloudwatch_log_group\" \"api\" {\n  retention_in_days = 14\n}\n";
        const KEPT: &str = "resource \"aws_cloudwatch_log_group\" \"api\" {\n  retention_in_days = 0\n}\n";
        all(&[
            (&[("src/log.js", FILE)], &["log-rotation wired src/log.js:4"]),
            (&[("infra/logs.tf", EXPIRES)], &["log-rotation wired infra/logs.tf:2"]),
            // Uploads, and groups that keep everything.
            (&[("src/up.js", "const up = multer({ limits: { maxFiles: 5 } });\n")], &[]),
            (&[("infra/logs.tf", KEPT)], &[]),
        ]);
    }
}
