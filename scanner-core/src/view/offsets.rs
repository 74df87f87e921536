//! The map from offsets in a view to offsets in the original text.

/// Runs of unchanged bytes: the start of each in the view and in the text.
#[derive(Clone, Debug)]
pub(super) struct Offsets(Vec<(usize, usize)>);

impl Offsets {
    /// The map of a view that begins at an offset of the text.
    pub(super) fn new(start: usize) -> Self {
        Offsets(vec![(0, start)])
    }

    /// Starts a new run of unchanged bytes at these offsets of view and text.
    pub(super) fn resume(&mut self, view: usize, text: usize) {
        self.0.push((view, text));
    }

    /// The offset in the text of a byte of the view. Decoded bytes have the offset of their code.
    pub(super) fn original(&self, at: usize) -> usize {
        let behind = self.0.partition_point(|(view, _)| *view <= at);
        let (view, text) = self.0[behind.saturating_sub(1)];
        let place = text + (at - view);
        // Decoded bytes may be longer than their code, but no offset may pass the start of the next run.
        self.0.get(behind).map_or(place, |(_, next)| place.min(next.saturating_sub(1)))
    }
}
