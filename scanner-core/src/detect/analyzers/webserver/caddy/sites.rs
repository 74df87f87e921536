//! The sites of a Caddyfile: what one is called, serves and sends.

use crate::{
    detect::analyzers::webserver::nginx::{transport::is_public, walk::walk},
    document::{Directive, Word},
};
use std::{collections::BTreeMap, ops::Range, rc::Rc};

/// A site.
pub(super) struct Site<'a> {
    addresses: &'a [Word],
    directives: &'a [Directive],
    /// Blocks that `import` puts in, by name.
    snippets: Rc<BTreeMap<&'a str, &'a [Directive]>>,
}

/// At most this many directives of a site are looked at, imported ones among them.
const MAX_DIRECTIVES: usize = 4096;

impl<'a> Site<'a> {
    /// All of a file.
    pub(super) fn all(top: &'a [Directive]) -> Vec<Site<'a>> {
        let snippets: BTreeMap<&str, &[Directive]> = top
            .iter()
            .filter_map(|block| Some((block.name().strip_prefix('(')?.strip_suffix(')')?, block.blocks())))
            .collect();
        let snippets = Rc::new(snippets);
        let is_site =
            |block: &&Directive| block.is_block() && (!block.name().starts_with(['{', '(', '&']) || is_variable(block));
        let sites: Vec<&Directive> = top.iter().filter(is_site).collect();
        // Without blocks for sites the whole file is one, and its first line is the address.
        let first = top.iter().position(|directive| !directive.is_block() && directive.name() != "import");
        if let Some(at) = first.filter(|_| sites.is_empty()) {
            return vec![Site { addresses: top[at].words(), directives: &top[at + 1..], snippets }];
        }
        let site = |block: &&'a Directive| Site {
            addresses: block.words(),
            directives: block.blocks(),
            snippets: Rc::clone(&snippets),
        };
        sites.iter().map(site).collect()
    }

    pub(super) fn called(&self) -> &'a str {
        self.addresses.first().map_or("", |address| &address.text)
    }

    /// The first address.
    pub(super) fn anchor(&self) -> Range<usize> {
        self.addresses.first().map_or(0..0, |address| address.span.clone())
    }

    /// Whether it has an address that others than its developer can have for it.
    pub(super) fn is_for_people(&self) -> bool {
        let is_local = |address: &str| {
            let host = address.split("://").last().unwrap_or(address);
            host.starts_with("localhost")
                || host.starts_with("127.")
                || host.contains(".localhost")
                || host.ends_with(".local")
        };
        self.addresses.iter().any(|address| !is_local(&address.text))
    }

    /// Whether it answers, rather than send elsewhere or refuse.
    pub(super) fn serves(&self) -> bool {
        const SERVE: [&str; 9] = [
            "reverse_proxy", "proxy", "file_server", "php_fastcgi", "fastcgi", "root", "php_server", "templates",
            "try_files",
        ];
        self.expanded().iter().any(|directive| SERVE.contains(&directive.name()))
    }

    /// Whom it passes requests on to.
    pub(super) fn upstream(&self) -> Option<&'a str> {
        let passes = self.expanded().into_iter().rev().filter(|directive| directive.is("reverse_proxy"));
        let mut all = passes.filter_map(|pass| pass.arguments().find(|word| !word.starts_with(['/', '@', '*'])));
        let files = self.expanded().iter().any(|directive| directive.is("file_server"));
        all.next().filter(|_| !files)
    }

    pub(super) fn is_plain(&self) -> bool {
        self.addresses.iter().all(|address| {
            address.text.starts_with("http://") || address.text.starts_with(':') && !address.text.contains("443")
        })
    }

    /// An address that people have for it, without TLS.
    pub(super) fn public_plain_address(&self) -> Option<&'a str> {
        let plain = self.addresses.iter().filter_map(|address| Some((address, address.text.strip_prefix("http://")?)));
        let mut public = plain.filter(|(_, host)| is_public(host.split([':', '/']).next().unwrap_or(host)));
        public.next().map(|(address, _)| address.text.as_str())
    }

    /// All that is in it, at any depth, with what it imports from the same file.
    fn expanded(&self) -> Vec<&'a Directive> {
        let mut found = Vec::new();
        let mut add = |directive| {
            if found.len() < MAX_DIRECTIVES {
                found.push(directive);
            }
        };
        walk(self.directives, &mut |directive, _| {
            add(directive);
            if let Some(snippet) = imported(directive).and_then(|name| self.snippets.get(name)) {
                walk(snippet, &mut |inner, _| add(inner));
            }
        });
        found
    }

    /// The headers that it sets; `None` if a file is imported that may set more.
    pub(super) fn headers(&self) -> Option<Vec<(String, &'a str)>> {
        let all = self.expanded();
        if all.iter().any(|directive| imported(directive).is_some_and(|name| !self.snippets.contains_key(name))) {
            return None;
        }
        let headers = all.into_iter().filter(|directive| directive.is("header"));
        Some(headers.flat_map(set_by).collect())
    }
}

/// `{$DOMAIN} { ... }`.
fn is_variable(block: &Directive) -> bool {
    block.is_block()
        && (block.name().starts_with("{$") || block.name().starts_with("{{") || block.name().starts_with("{%"))
}

fn imported(directive: &Directive) -> Option<&str> {
    directive.argument(0).filter(|_| directive.is("import"))
}

/// `header Name value`, with a matcher before it or without, or a block of names and values.
fn set_by(directive: &Directive) -> Vec<(String, &str)> {
    let name = |word: &str| word.trim_start_matches(['+', '?', '>']).to_ascii_lowercase();
    let mut words = directive.arguments().skip_while(|word| word.starts_with(['/', '@', '*']));
    let alone = words.next().map(|first| (name(first), words.next().unwrap_or_default()));
    let block = directive.blocks().iter().map(|inner| (name(inner.name()), inner.argument(0).unwrap_or_default()));
    alone.into_iter().chain(block).collect()
}
