//! Scan of a stream, read to its end as one file.

use super::{Work, hand_over};
use crate::{
    engine::{ScanError, sink::Sink},
    model::{Incident, Statistics},
};
use std::io::Read;

pub(super) fn scan(
    work: &Work<'_>,
    name: String,
    mut reader: Box<dyn Read + Send>,
    sink: &mut dyn Sink,
) -> Result<Statistics, ScanError> {
    let limit = work.scanner.0.tree.max_file_size;
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| ScanError::Stream { name: name.clone(), error })?;
    let mut statistics = Statistics::default();
    let size = bytes.len() as u64;
    if size > limit {
        statistics.incidents.push(Incident::TooLarge { path: name, bytes: size });
        statistics.named_unread = 1;
        return Ok(statistics);
    }
    let outcome = work.scanner.in_pool(|| work.scan(&name, &bytes, &work.alone));
    statistics.cancelled = hand_over(Ok((outcome, size)), sink, &mut statistics).is_break();
    statistics.named_unread = u64::from(statistics.incidents.iter().any(Incident::is_gap));
    Ok(statistics)
}
