//! Entries and items laid over others.

use std::{collections::HashMap, hash::Hash};

/// A list over another. `lay` says what becomes of two with the same key, or of a new one; `None` removes it. What has no
/// key is new.
pub(super) fn laid_over<T, K: Eq + Hash>(
    below: Vec<T>,
    above: Vec<T>,
    key: impl Fn(&T) -> Option<K>,
    mut lay: impl FnMut(Option<T>, T) -> Option<T>,
) -> Vec<T> {
    let keyed = below.iter().enumerate().filter_map(|(at, item)| Some((key(item)?, at)));
    let mut places: HashMap<K, usize> = keyed.collect();
    let mut slots: Vec<Option<T>> = below.into_iter().map(Some).collect();
    for item in above {
        let place = key(&item).map(|key| *places.entry(key).or_insert(slots.len()));
        match place.and_then(|at| slots.get_mut(at)) {
            Some(slot) => *slot = lay(slot.take(), item),
            None => slots.push(lay(None, item)),
        }
    }
    slots.into_iter().flatten().collect()
}
