//! The states of a checklist's items.

use std::fmt;

/// The state of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Status {
    /// A finding says that it does not hold.
    Fail,
    /// Nobody has answered it, or it could not be looked at.
    Open,
    /// It does not hold, and a project has accepted that for a written reason.
    Waived,
    /// It holds.
    Pass,
    /// It is about something that the repository does not use.
    NotApplicable,
}

impl Status {
    /// All states, the most urgent first.
    pub const ALL: [Status; 5] = [Status::Fail, Status::Open, Status::Waived, Status::Pass, Status::NotApplicable];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Fail => "fail",
            Status::Open => "open",
            Status::Waived => "waived",
            Status::Pass => "pass",
            Status::NotApplicable => "not applicable",
        }
    }

    /// Whether an item in this state keeps a gate closed.
    pub fn blocks(self) -> bool {
        matches!(self, Status::Fail | Status::Open)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
