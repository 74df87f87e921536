//! JUnit XML: one test case per item, for whatever shows test results.

use super::{view::View, xml::escape};
use crate::{
    model::{Answer, FindingRole, Report, Status, TitleLanguage},
    report::{Reporter, TOOL},
};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// Writes a verdict as JUnit XML. What fails or nobody has answered is a failure, what is waived or does not apply is skipped with
/// the reason.
#[derive(Clone, Copy, Debug, Default)]
pub struct Junit {
    language: TitleLanguage,
}

impl Junit {
    /// With titles in a language.
    pub fn new(language: TitleLanguage) -> Self {
        Junit { language }
    }
}

impl Reporter for Junit {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, self.language) else { return Ok(()) };
        let verdict = view.verdict;
        let failures = verdict.count(Status::Fail) + verdict.count(Status::Open);
        let skipped = verdict.count(Status::Waived) + verdict.count(Status::NotApplicable);
        let counts = format!("tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\"", verdict.items.len());
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{TOOL}\" {counts}>\n  <testsuite name=\"{}\" {counts}>\n",
            escape(&verdict.checklist)
        );
        verdict.items.iter().for_each(|answer| text += &case(&view, answer));
        text += "  </testsuite>\n</testsuites>\n";
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

fn case(view: &View<'_>, answer: &Answer) -> String {
    let name = format!("{}: {}", answer.id, view.title(answer));
    let class = format!("{}.{}", view.verdict.checklist, answer.tier);
    let head = format!("    <testcase name=\"{}\" classname=\"{}\"", escape(&name), escape(&class));
    let reasons = escape(&answer.reasons.join("; "));
    match answer.status {
        Status::Pass => head + "/>\n",
        Status::Waived | Status::NotApplicable => {
            format!("{head}>\n      <skipped message=\"{}: {reasons}\"/>\n    </testcase>\n", answer.status)
        }
        Status::Fail | Status::Open => {
            let mut lines = String::new();
            for (_, finding) in view.report.findings_of(answer).filter(|(role, _)| *role == FindingRole::Fails) {
                let _ = writeln!(lines, "{}: {}", finding.location, finding.message);
            }
            let kind = answer.status.as_str();
            format!(
                "{head}>\n      <failure type=\"{kind}\" message=\"{reasons}\">{}</failure>\n    </testcase>\n",
                escape(&lines)
            )
        }
    }
}
