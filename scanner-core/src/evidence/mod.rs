//! From one file's content to what it shows beside problems: evidence that something is set up, the technologies in use, and
//! whether production reads the file.
//!
//! Each detector reports one or more kinds of evidence. It is given the parsed file, reports to [`Sightings`], and says what other files it
//! asks or runs; `wiring` makes evidence of both once all files are known. What several detectors read alike (calls, schedules, routes) is
//! read by `readers`. Evidence is what parsers and tokens show: a comment or a heading without text is none.

mod detectors;
mod file;
mod readers;
mod sightings;
#[cfg(test)]
mod tests;
mod wiring;

pub use detectors::Surveyor;
pub use file::SurveyedFile;
pub use sightings::Sightings;
pub use wiring::SurveyBuilder;
