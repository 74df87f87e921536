//! Days of the calendar.

use std::{fmt, str::FromStr};

/// A day, as `2026-11-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The error for a text that is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write it as 2026-11-30")]
pub struct ParseDateError(String);

impl Date {
    /// A day; `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Date { year, month, day })
    }

    /// The day, in UTC, of a time in seconds since 1970.
    pub fn from_unix(seconds: u64) -> Self {
        // Howard Hinnant's `civil_from_days`, for days from 1970 on.
        let days = seconds / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Date { year: year as u16, month: month as u8, day: day as u8 }
    }

    /// The days from here to another day; negative if that is before.
    pub fn days_until(self, other: Date) -> i64 {
        other.ordinal() - self.ordinal()
    }

    /// The number of the day, counted from the year 0.
    fn ordinal(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + of_year
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '-');
        let mut number = |digits: usize| parts.next().filter(|part| part.len() == digits)?.parse::<u16>().ok();
        let (year, month, day) = (number(4), number(2), number(2));
        let date = || Date::new(year?, u8::try_from(month?).ok()?, u8::try_from(day?).ok()?);
        date().ok_or_else(|| ParseDateError(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for text in ["2024-02-29", "1970-01-01", "2026-12-31", "2000-02-29"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in ["2025-02-29", "1900-02-29", "2026-13-01", "2026-1-1", "2026-01-00", "today", ""] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        for (seconds, text) in [(0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_796_000_000, "2026-11-30")] {
            assert_eq!(Date::from_unix(seconds), date(text));
        }
        for (from, to, days) in [
            ("2026-11-30", "2026-12-14", 14),
            ("2024-02-28", "2024-03-01", 2),
            ("2026-12-31", "2027-01-01", 1),
            ("2026-12-02", "2026-12-01", -1),
        ] {
            assert_eq!(date(from).days_until(date(to)), days, "{from} {to}");
        }
    }
}
