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

/// The blocks around a place as findings name it, outermost first: `server shop.example / location /api`. Blocks of
/// servers are named by their names, not by their content.
pub(in crate::detect::analyzers) fn scope(around: &[&Directive]) -> String {
    let named = |block: &&&Directive| block.name() != "http";
    let names: Vec<String> = around.iter().filter(named).map(|block| name(block)).collect();
    names.join(" / ")
}

fn name(block: &Directive) -> String {
    let inner = |name: &str| block.blocks().iter().find(|inner| inner.is(name)).and_then(|inner| inner.argument(0));
    let own = block.arguments().chain(inner("server_name")).chain(inner("ServerName")).chain(inner("listen"));
    std::iter::once(block.name()).chain(own).collect::<Vec<_>>().join(" ")
}

/// A directive and the blocks around it, as findings name it.
pub(in crate::detect::analyzers) fn scoped(directive: &Directive, around: &[&Directive]) -> String {
    match scope(around) {
        scope if scope.is_empty() => directive.name().to_owned(),
        scope => format!("{scope} / {}", directive.name()),
    }
}

/// The directives of the innermost block around a place.
pub(super) fn siblings<'a>(top: &'a [Directive], around: &[&'a Directive]) -> &'a [Directive] {
    around.last().map_or(top, |block| block.blocks())
}
