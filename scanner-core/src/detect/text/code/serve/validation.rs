//! NestJS's validation of what requests hold.

use super::{
    syntax::{Group, LONGEST},
    {Call, Candidate, Reach, Specificity},
};
use std::ops::Range;

pub(in super::super) const REACH: Reach = Reach::bytes(0, LONGEST);

/// A global `ValidationPipe` whose options leave fields in that no class names.
pub(in super::super) fn unknown_fields(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let Some(pipes) = Group::at(text, hit.end - 1) else { return };
    let Some(at) = memchr::memmem::find(pipes.bytes(), b"new ValidationPipe(") else { return };
    let start = pipes.span.start + at;
    let Some(options) = Group::at(text, start + b"new ValidationPipe".len()) else { return };
    let strips = match options.first_object() {
        Some(object) => object.has_spread() || object.value("whitelist").is_some_and(|value| value != b"false"),
        None => !options.parts.is_empty(),
    };
    if !strips {
        call.claim(Candidate::new(rule, start..start + b"new ValidationPipe".len(), Specificity::Generic));
    }
}
