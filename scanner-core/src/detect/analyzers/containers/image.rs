//! Images of containers whose version gets no more security fixes.

use super::Place;
use crate::{
    detect::{
        analyzers::{Check, Diagnostics},
        knowledge::image::ImageRef,
    },
    document::Node,
    model::{Severity, interpolate},
};

pub(super) fn end_of_life(
    subject: &str,
    container: &Node,
    is_production: bool,
    place: &mut Place<'_>,
    found: &mut Diagnostics<'_>,
) {
    const CHECK: Check = Check::ImageEndOfLife;
    let Some((image, name)) = container.get("image").and_then(|image| Some((image, image.text()?))) else { return };
    // What is built here is named as its builder likes.
    if container.get("build").is_some() {
        return;
    }
    let name = interpolate(name, &|_| None);
    if let Some(ended) = ImageRef::parse(&name).and_then(|image| image.ended())
        && let Some(place) = place(CHECK, &image.span)
    {
        let severity = if is_production && ended.is_long_ago { Severity::Medium } else { Severity::Low };
        found.report(CHECK, place).subject(subject).severity(severity).message(ended.message());
    }
}
