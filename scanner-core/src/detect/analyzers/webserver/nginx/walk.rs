//! A walk over the directives of the file that is judged, whatever they lie in.

use crate::document::Directive;

/// Calls `visit` for each directive with the blocks around it, outermost first.
pub(in crate::detect::analyzers) fn walk<'a>(
    directives: &'a [Directive],
    visit: &mut impl FnMut(&'a Directive, &[&'a Directive]),
) {
    fn inside<'a>(
        directives: &'a [Directive],
        around: &mut Vec<&'a Directive>,
        visit: &mut impl FnMut(&'a Directive, &[&'a Directive]),
    ) {
        for directive in directives {
            visit(directive, around);
            around.push(directive);
            inside(directive.blocks(), around, visit);
            around.pop();
        }
    }
    inside(directives, &mut Vec::new(), visit);
}

/// The directives of the innermost block around a place.
pub(super) fn siblings<'a>(top: &'a [Directive], around: &[&'a Directive]) -> &'a [Directive] {
    around.last().map_or(top, |block| block.blocks())
}
