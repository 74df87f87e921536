//! Tables of beginnings, looked up by the first byte of a value.

/// The entries of a table by the first byte that a value with them has.
#[derive(Debug)]
pub(super) struct ByFirstByte<T>(Vec<Vec<T>>);

impl<T> ByFirstByte<T> {
    /// Takes entries with their beginnings. No value has an empty beginning.
    pub(super) fn new(entries: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut table: Vec<Vec<T>> = (0..=u8::MAX).map(|_| Vec::new()).collect();
        for (start, entry) in entries {
            if let Some(first) = start.bytes().next() {
                table[usize::from(first)].push(entry);
            }
        }
        ByFirstByte(table)
    }

    /// The entries that a value may begin with.
    pub(super) fn of(&self, value: &[u8]) -> &[T] {
        value.first().map_or(&[], |first| &self.0[usize::from(*first)])
    }
}
