//! NestJS's validation of what requests hold.

use super::{Match, Source, matched};
use std::ops::Range;

const PIPE: &str = "new ValidationPipe";

/// A global `ValidationPipe` whose options leave fields in that no class names.
pub(super) fn unknown_fields(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let pipes = source.code().group_at(hit.end - 1)?;
    let start = pipes.span().start + pipes.text().find("new ValidationPipe(")?;
    let options = source.code().group_at(start + PIPE.len())?;
    let strips = match options.first_object() {
        Some(object) => object.has_spread() || object.value("whitelist").is_some_and(|value| value != "false"),
        None => options.len() > 0,
    };
    (!strips).then(|| matched(rule, start..start + PIPE.len()))
}
