//! Where the bytes of a view come from.

/// Runs of bytes that were taken over as they are: where each starts in the view, and where in the text.
#[derive(Clone, Debug)]
pub(super) struct Offsets(Vec<(usize, usize)>);

impl Offsets {
    /// For a view that begins at a place of the text.
    pub(super) fn new(start: usize) -> Self {
        Offsets(vec![(0, start)])
    }

    /// From here on in the view, bytes are again taken over, from here on in the text.
    pub(super) fn resume(&mut self, view: usize, text: usize) {
        self.0.push((view, text));
    }

    /// The place in the text of a byte of the view. What a code stands for has the place of the code.
    pub(super) fn original(&self, at: usize) -> usize {
        let behind = self.0.partition_point(|(view, _)| *view <= at);
        let (view, text) = self.0[behind.saturating_sub(1)];
        let place = text + (at - view);
        // A code's own bytes may be longer than the code: `\u{..}` never is, but no place may pass the next run's.
        self.0.get(behind).map_or(place, |(_, next)| place.min(next.saturating_sub(1)))
    }
}
