//! All servers of the file that is judged, each with what is around it.

use super::{
    site::Site,
    sources::{Level, Placed, Sources},
};
use crate::document::Directive;
use std::{collections::HashSet, rc::Rc};

/// The servers of the file, and those of the files around it.
pub(super) struct Model<'a> {
    /// Servers of the file, in order.
    pub(super) own: Vec<Site<'a>>,
    /// Servers in other files of the same configuration.
    pub(super) others: Vec<Site<'a>>,
    /// The `http` blocks of the file.
    pub(super) https: Vec<Placed<'a>>,
    /// Maps and whatever else is outside of servers, in all files.
    pub(super) around: Vec<Rc<Vec<Level<'a>>>>,
    /// The blocks of the servers.
    known: HashSet<*const Directive>,
}

impl<'a> Model<'a> {
    pub(super) fn new(sources: &Sources<'a>) -> Self {
        let mut model =
            Model { own: Vec::new(), others: Vec::new(), https: Vec::new(), around: Vec::new(), known: HashSet::new() };
        // From outside first: a server that is included has what is around the place of the include.
        let tops = sources.others().chain([sources.top()]);
        let (outer, inner): (Vec<Level<'a>>, Vec<Level<'a>>) = tops.partition(|top| top.has("http"));
        outer.into_iter().chain(inner).for_each(|top| model.read(sources, top));
        model
    }

    fn read(&mut self, sources: &Sources<'a>, top: Level<'a>) {
        let blocks: Vec<Placed<'a>> = top.all("http").filter(|http| http.directive.is_block()).collect();
        let top = Rc::new(vec![top]);
        self.servers(sources, &top);
        for http in blocks {
            self.https.extend(http.is_own().then_some(http));
            let outside = top[0].clone();
            let outer = Rc::new(vec![outside, sources.inside(http)]);
            self.servers(sources, &outer);
        }
    }

    fn servers(&mut self, sources: &Sources<'a>, outer: &Rc<Vec<Level<'a>>>) {
        let Some(inner) = outer.last() else { return };
        for block in inner.all("server").filter(|server| server.directive.is_block()) {
            if self.known.contains(&std::ptr::from_ref(block.directive)) {
                continue;
            }
            let site = Site::new(sources, block, Rc::clone(outer));
            // Servers of `stream` and `mail` pass on without locations.
            if site.level.has("proxy_pass") {
                continue;
            }
            self.known.insert(std::ptr::from_ref(block.directive));
            if block.is_own() { self.own.push(site) } else { self.others.push(site) }
        }
        self.around.push(Rc::clone(outer));
    }

    /// All servers.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Site<'a>> {
        self.own.iter().chain(&self.others)
    }
}
