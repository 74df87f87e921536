//! What a scan could not read, and so what no answer can rest on.

use crate::model::{Incident, LeftOut, Statistics};

/// Names of unread inputs that a reason lists.
const MAX_NAMED: usize = 3;

/// What could not be read of the files, and of the history.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread {
    /// Why the files are not all searched.
    pub(super) files: Option<String>,
    /// The same without archives: they can hold secrets, but nothing that a build or a server reads there.
    pub(super) loose_files: Option<String>,
    /// Why the history is not all searched.
    pub(super) history: Option<String>,
    /// Whether nothing was scanned at all.
    pub(super) is_all: bool,
    /// Whether the history was asked for.
    pub(super) has_history: bool,
}

impl Unread {
    pub(super) fn of(statistics: &Statistics) -> Self {
        let gaps: Vec<&Incident> = statistics.incidents.iter().filter(|incident| incident.is_gap()).collect();
        let (mut history, files): (Vec<&Incident>, Vec<&Incident>) =
            gaps.iter().partition(|incident| is_of_history(incident));
        // Of a size, nothing says whether it is of a file or of an old version.
        history.extend(files.iter().filter(|incident| matches!(incident, Incident::TooLarge { .. })));
        let whole = match statistics {
            Statistics { cancelled: true, .. } => Some("the scan was cancelled".to_owned()),
            statistics if statistics.is_empty() => Some("nothing was scanned".to_owned()),
            _ => None,
        };
        let loose: Vec<&Incident> = files.iter().copied().filter(|incident| !is_archive(incident)).collect();
        Unread {
            is_all: statistics.is_empty(),
            loose_files: whole.clone().or_else(|| named(&loose, "input", "inputs")),
            files: whole.clone().or_else(|| named(&files, "input", "inputs")),
            history: whole.or_else(|| named(&history, "object of the history", "objects of the history")),
            has_history: statistics.history.is_some(),
        }
    }
}

/// Whether something of the history is missing, not of the files.
fn is_of_history(incident: &Incident) -> bool {
    matches!(incident, Incident::Object { .. } | Incident::Pack { .. } | Incident::History { .. })
}

fn is_archive(incident: &Incident) -> bool {
    matches!(incident, Incident::LeftOut { reason: LeftOut::Archive, .. })
}

fn named(incidents: &[&Incident], one: &str, many: &str) -> Option<String> {
    if incidents.is_empty() {
        return None;
    }
    let names: Vec<&str> = incidents.iter().filter_map(|incident| incident.path()).take(MAX_NAMED).collect();
    let more = incidents.len().saturating_sub(names.len());
    let names = match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(": {}", names.join(", ")),
        (false, more) => format!(": {} and {more} more", names.join(", ")),
    };
    let noun = if incidents.len() == 1 { one } else { many };
    Some(format!("{} {noun} could not be read{names}", incidents.len()))
}
