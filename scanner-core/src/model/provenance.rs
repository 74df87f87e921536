//! Provenance of findings in a repository's history.

/// The history of a finding. Findings in plain files have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provenance {
    /// The kind of object that contains the value.
    pub container: Container,
    /// Hexadecimal id of the git object that the location points into.
    pub object: String,
    /// The commit that introduced the value at this path: the oldest in topological order, or the tag for a tag's
    /// message. `None` if it is reachable from no commit, or was there before the range that was scanned.
    pub introduced: Option<Commit>,
    /// The last commit that removed the value from this path; `None` while it is at HEAD, or if unknown.
    pub removed: Option<Commit>,
    /// Whether the value is still at this path in HEAD.
    pub at_head: bool,
    /// Whether HEAD can't be read, so that it is not known what it has.
    pub head_unread: bool,
    /// Other paths in history where the same rule found the same value, sorted, at most twenty.
    pub other_paths: Vec<String>,
}

/// Kind of object that contains a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Container {
    /// A file.
    #[default]
    File,
    /// A commit's message.
    CommitMessage,
    /// An annotated tag's message.
    TagMessage,
    /// The name or address of the author of a commit or tag, or of who committed it.
    AuthorName,
    /// The name of a branch, a tag or another ref.
    RefName,
    /// The name of a file or folder.
    FileName,
}

/// A commit in a finding. `Debug` omits the summary, since people write secrets there too.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commit {
    /// The id in hexadecimal.
    pub id: String,
    /// The author's name, after `.mailmap`.
    pub author: String,
    /// The author's address, after `.mailmap`.
    pub email: String,
    /// The time of authorship.
    pub date: Timestamp,
    /// The first line of the message.
    pub summary: String,
}

/// A point in time as git stores it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970, in UTC.
    pub seconds: i64,
    /// Offset of the author's clock from UTC, in minutes.
    pub offset_minutes: i32,
}

impl Container {
    /// The reported path of findings in messages and names, which are in no file.
    pub fn path(self) -> &'static str {
        if self == Container::File { "" } else { self.as_str() }
    }
}

impl Provenance {
    /// Provenance of a value in an object with the given id.
    pub fn new(container: Container, object: impl Into<String>) -> Self {
        Provenance { container, object: object.into(), ..Provenance::default() }
    }
}

impl Container {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Container::File => "file",
            Container::CommitMessage => "commit-message",
            Container::TagMessage => "tag-message",
            Container::AuthorName => "author-name",
            Container::RefName => "ref-name",
            Container::FileName => "file-name",
        }
    }
}

impl Commit {
    /// The first ten digits of the id.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

impl std::fmt::Debug for Commit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Commit")
            .field("id", &self.id)
            .field("author", &self.author)
            .field("email", &self.email)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

impl Timestamp {
    /// The day in the author's time zone: `2026-01-31`.
    pub fn day(&self) -> String {
        let mut text = self.to_string();
        text.truncate(text.find('T').unwrap_or(text.len()));
        text
    }
}

impl std::fmt::Display for Timestamp {
    /// Formats as RFC 3339 in the author's time zone: `2026-01-31T12:00:00+02:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let local = self.seconds.saturating_add(i64::from(self.offset_minutes) * 60);
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let offset = self.offset_minutes.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)
    }
}

/// Year, month and day of a number of days since 1970 in the Gregorian calendar: Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_their_own_zone() {
        for (seconds, offset_minutes, expected) in [
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (951_782_400, 0, "2000-02-29T00:00:00+00:00"),
            (1_767_225_599, 120, "2026-01-01T01:59:59+02:00"),
            (1_767_225_599, -210, "2025-12-31T20:29:59-03:30"),
            (-1, 0, "1969-12-31T23:59:59+00:00"),
        ] {
            let date = Timestamp { seconds, offset_minutes };
            assert_eq!(date.to_string(), expected);
            assert_eq!(date.day(), expected[..10]);
        }
    }

    #[test]
    fn debug_shows_no_summary() {
        let commit = Commit { summary: "password is hunter2".to_owned(), ..Commit::default() };
        assert!(!format!("{commit:?}").contains("hunter2"));
    }
}
