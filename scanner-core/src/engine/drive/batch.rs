//! Parallel scans of many items, batch by batch.

use super::Work;
use rayon::prelude::*;
use std::ops::ControlFlow;

/// Maximum number of items scanned before their results are handed over: it bounds the results kept in memory.
const MAX_BATCH_ITEMS: usize = 4096;
/// Bytes of so many items, as they are on average. A file may hold more findings than text.
const MAX_BATCH_BYTES: u64 = 16 << 20;
/// Fewer items would leave threads idle at the end of each batch.
const MIN_BATCH_ITEMS: usize = 256;
/// Number and bytes of files up to which one thread is faster than several.
const SINGLE_THREAD_FILES: usize = 8;
const SINGLE_THREAD_BYTES: u64 = 256 << 10;

/// The number of items in a batch, for so many items with so many bytes.
fn batch_items(items: usize, bytes: u64) -> usize {
    let average = (bytes / (items as u64).max(1)).max(1);
    let fitting = usize::try_from(MAX_BATCH_BYTES / average).unwrap_or(usize::MAX);
    fitting.clamp(MIN_BATCH_ITEMS, MAX_BATCH_ITEMS)
}

/// Runs `one` on all items, which have `bytes` in total, and hands over the results in order, batch by batch. Each call
/// of `one` gets a buffer, which calls on the same thread share.
///
/// Breaks if `take` does. After cancellation, the remaining items are skipped.
pub(super) fn run<'a, T: Sync, R: Send>(
    work: &Work<'_>,
    items: &'a [T],
    bytes: u64,
    one: impl Fn(&'a T, &mut Vec<u8>) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let one = |buffer: &mut Vec<u8>, item: &'a T| (!work.cancel.is_cancelled()).then(|| one(item, buffer));
    let is_small = items.len() <= SINGLE_THREAD_FILES && bytes <= SINGLE_THREAD_BYTES;
    for batch in items.chunks(batch_items(items.len(), bytes)) {
        let done: Vec<Option<R>> = if is_small {
            batch.iter().map(|item| one(&mut Vec::new(), item)).collect()
        } else {
            work.scanner.in_pool(|| batch.par_iter().map_init(Vec::new, one).collect())
        };
        done.into_iter().flatten().try_for_each(&mut take)?;
    }
    ControlFlow::Continue(())
}
