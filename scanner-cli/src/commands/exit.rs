//! The exit code of a scan, and why: nothing is called clean that was not looked at.

use crate::{Outcome, args::FailOn, render::count};
use gonogo_core::model::Report;

/// The outcome of a scan, and what its exit code means. `may_be_empty` if whoever named the files did not choose them.
pub(super) fn exit(report: &Report, fail_on: FailOn, strict: bool, may_be_empty: bool) -> (Outcome, String) {
    let statistics = &report.statistics;
    if statistics.cancelled {
        return (Outcome::Incomplete, "the scan was cancelled".to_owned());
    }
    if statistics.named_unread > 0 {
        let files = count(statistics.named_unread as usize, "named file");
        return (Outcome::Incomplete, format!("{files} could not be scanned"));
    }
    if statistics.is_empty() && !may_be_empty {
        return (Outcome::Incomplete, "nothing was scanned".to_owned());
    }
    let missing = statistics.incidents.iter().filter(|incident| incident.is_gap()).count();
    if strict && missing > 0 {
        let meaning = format!("{} not looked into, and --strict asks for all", count(missing, "place"));
        return (Outcome::Incomplete, meaning);
    }
    match fail_on.fails(report.worst()) {
        true => (Outcome::Findings, format!("findings at or above {fail_on}")),
        false if !statistics.is_complete() => {
            (Outcome::Good, "no findings that count in what could be read".to_owned())
        }
        false => (Outcome::Good, "no findings that count".to_owned()),
    }
}
