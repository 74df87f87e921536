//! Credentials among the arguments and options of calls: literals where libraries are known to take one.
//!
//! Which call takes what is in a table of `rules/knowledge/`. A call is known by its last names, whatever they belong to.

use super::{
    by_name::ByName,
    expression,
    literal::{self, Literal},
    walk::Walker,
};
use crate::{
    document::{
        code::{Code, Kind, MAX_GROUP_BYTES, is_link, letters},
        setting::Syntax,
    },
    rule::CredentialName,
};
use gonogo_rules::knowledge::credential_arguments::{
    CONNECTIONS, DATABASE_PASSWORDS, ENCRYPTION_KEYS, PASSWORDS, SIGNING_SECRETS,
};
use std::{collections::HashMap, ops::Range, sync::LazyLock};

/// A table of libraries with their calls.
type Libraries = &'static [(&'static str, &'static [&'static str])];

/// The tables, by the class of what they list. An address has none of its own.
const TABLES: [(Option<CredentialName>, Libraries); 5] = [
    (Some(CredentialName::SigningSecret), SIGNING_SECRETS),
    (Some(CredentialName::EncryptionKey), ENCRYPTION_KEYS),
    (Some(CredentialName::DatabasePassword), DATABASE_PASSWORDS),
    (Some(CredentialName::Password), PASSWORDS),
    (None, CONNECTIONS),
];

/// A call or an option that takes a credential.
struct Known {
    /// The names before the last one, joined by dots.
    owner: &'static str,
    class: Option<CredentialName>,
}

/// What is known, by last names.
#[derive(Default)]
struct Table {
    /// By the name of a key, with the calls it is an option of.
    options: ByName<Known>,
    /// The calls of which every option is one.
    any_option: Vec<Known>,
    /// By the name of what is called, with the argument, counted from 1; 0 is the text that a method is called on.
    arguments: ByName<(usize, Known)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (class, libraries) in TABLES {
        for pattern in libraries.iter().flat_map(|(_, patterns)| *patterns) {
            table.add(pattern, class);
        }
    }
    table
});

impl Table {
    fn add(&mut self, pattern: &'static str, class: Option<CredentialName>) {
        let (call, argument) = pattern.trim_end_matches(')').split_once('(').unwrap_or(("", pattern));
        match argument.parse() {
            Ok(position) => {
                let (owner, name) = call.rsplit_once('.').unwrap_or(("", call));
                self.arguments.add(name, (position, Known { owner, class }));
            }
            Err(_) => {
                let name = argument.rsplit('.').next().unwrap_or(argument);
                let known = Known { owner: pattern, class };
                if name == "*" { self.any_option.push(known) } else { self.options.add(name, known) }
            }
        }
    }
}

/// The starts of addresses with an account in them.
pub(super) const CONNECTION_SIGNS: &[&str] = &[
    "postgres://", "postgresql://", "postgresql+", "mysql://", "mysql+", "mariadb://", "mongodb://", "mongodb+srv://",
    "redis://", "rediss://", "amqp://", "amqps://", "mssql://", "mssql+", "sqlserver://", "clickhouse://", "nats://",
];

/// All patterns of the tables.
pub(super) fn patterns() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().flat_map(|(_, libraries)| libraries).flat_map(|(_, patterns)| *patterns).copied()
}

/// The class of a key that is given a literal, by its path. An address of a database is one by its name.
pub(super) fn option(path: &str, name: &str, text: &str) -> Option<Syntax> {
    let known = TABLE.options.get(name.as_bytes()).iter().chain(&TABLE.any_option);
    match known.into_iter().find(|known| is_option(path, known.owner)) {
        // Where a name alone says so, a text with blanks or the name again is a label.
        Some(known) if !known.owner.contains(['(', '.']) && is_label(text, name) => None,
        Some(known) => Some(Syntax::Argument(known.class)),
        None => (holds_address(name) && is_connection(text)).then_some(Syntax::Argument(None)),
    }
}

/// Whether a text only says what a key is.
fn is_label(text: &str, name: &str) -> bool {
    text.contains(char::is_whitespace) || letters(text) == letters(name)
}

/// Whether a text may be the address of a database with a password in it.
fn is_connection(text: &str) -> bool {
    let has_host = || text.contains("@tcp(") || CONNECTION_SIGNS.iter().any(|sign| text.starts_with(sign));
    text.contains('@') && has_host() || text.contains([';', ' ']) && text.contains("assword=")
}

/// Whether a name is that of an address: `dsn`, `mongoUri`, `connectionString`.
fn holds_address(name: &str) -> bool {
    let has = |word: &str| name.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    ["url", "uri", "dsn", "conn", "broker", "database"].into_iter().any(has)
}

/// Whether a path ends in `call.option`, of a pattern `call(option)`.
fn is_option(path: &str, pattern: &str) -> bool {
    let (call, option) = pattern.trim_end_matches(')').split_once('(').unwrap_or(("", pattern));
    let ends = |path: &str, names: &str| {
        let rest = match names.strip_suffix('*') {
            Some(names) => path.rsplit_once('.')?.0.strip_suffix(names.trim_end_matches('.'))?,
            None => path.strip_suffix(names)?,
        };
        (rest.is_empty() || rest.ends_with('.')).then_some(rest.len())
    };
    let Some(before) = ends(path, option) else { return false };
    call.is_empty() || ends(path[..before].trim_end_matches('.'), call).is_some()
}

impl<'a> Walker<'_, 'a> {
    /// The literals among the arguments of the call whose last name is at a token.
    pub(super) fn arguments(&mut self, at: usize) {
        let source = self.source;
        if source.sign(at + 1) != "(" {
            return;
        }
        let known = TABLE.arguments.get(source.word(at).as_bytes());
        if known.is_empty() {
            return;
        }
        let parts = source.parts(at + 2..source.behind(at + 1).saturating_sub(1), &[","]);
        for (position, known) in known.iter().filter(|(_, known)| belongs_to(source, at, known.owner)) {
            let literal = match position.checked_sub(1) {
                Some(index) => parts.get(index).and_then(|part| self.given_as(part.clone())),
                None => receiver(source, at),
            };
            if let Some(literal) = literal.filter(|literal| !is_path(source, literal)) {
                self.argument(at, &literal, Syntax::Argument(known.class));
            }
        }
    }

    /// The key that a function for verifying tokens returns: `return []byte("literal"), nil`, as Go writes it.
    pub(super) fn returned_key(&mut self, at: usize) {
        let source = self.source;
        let is_key = source.word(at) == "return" && source.sign(at + 1) == "[" && source.word(at + 3) == "byte";
        let Some(literal) = literal::at(source, at + 5).filter(|literal| is_key && source.sign(literal.end) == ")")
        else {
            return;
        };
        let first = at.saturating_sub(MAX_FUNCTION_TOKENS);
        let token = (first..at).rev().find(|token| source.word(*token) == "Token" && source.before(*token) == ".");
        if let Some(token) = token {
            self.argument(token, &literal, Syntax::Argument(Some(CredentialName::SigningSecret)));
        }
    }

    /// Whether a password is that of an administrator whom the code creates: `DefaultUser{Name: "admin", Pass: "..."}`.
    pub(super) fn is_first_user(&self, name: &str, value: usize) -> bool {
        const CREATES: [&str; 6] = ["default", "seed", "create", "insert", "init", "bootstrap"];
        let source = self.source;
        if !name.contains(['p', 'P']) || !matches!(&*letters(name), "password" | "pass" | "passwd" | "pwd") {
            return false;
        }
        let path = self.path.to_ascii_lowercase();
        let Some(open) = source.enclosing(value, MAX_GROUP_BYTES).next() else { return false };
        let is_admin = |part: Range<usize>| {
            let named = ["user", "username", "name", "login", "email"].contains(&&*letters(source.name(part.start)));
            let text = part.clone().find(|at| *at > part.start && source.is_text(*at)).map(|at| source.inner_text(at));
            named && part.len() <= MAX_WRAPPED_TOKENS && text.is_some_and(is_administrator)
        };
        CREATES.iter().any(|word| path.contains(word))
            && source.parts(open + 1..source.behind(open) - 1, &[","]).into_iter().any(is_admin)
    }

    /// The literal that an argument is, or that the constant it names is given in this file.
    fn given_as(&mut self, part: Range<usize>) -> Option<Literal> {
        let source = self.source;
        let named = || part.len() == 1 && !source.word(part.start).is_empty();
        expression::whole(source, part.start, part.end).or_else(|| {
            let value = *self.constants().get(source.word(part.start)).filter(|_| named())?;
            literal::at(source, value).or_else(|| expression::whole(source, value, value + MAX_WRAPPED_TOKENS))
        })
    }

    /// The tokens behind `name =`, by name; of a name that is given several values, none.
    fn constants(&mut self) -> &HashMap<&'a str, usize> {
        let source = self.source;
        self.constants.get_or_insert_with(|| {
            let mut all: HashMap<&'a str, Option<usize>> = HashMap::new();
            for at in 1..source.tokens.len() {
                if matches!(source.sign(at), "=" | ":=") && !source.word(at - 1).is_empty() {
                    let value = (!is_link(source.before(at - 1))).then_some(at + 1);
                    all.entry(source.word(at - 1)).and_modify(|old| *old = None).or_insert(value);
                }
            }
            all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
        })
    }
}

/// The tokens of a function before it returns a key.
const MAX_FUNCTION_TOKENS: usize = 80;
/// The links of a chain of calls that are followed to its owner.
const MAX_LINKS: usize = 64;
/// The tokens of a literal in a call that wraps it.
const MAX_WRAPPED_TOKENS: usize = 8;

fn is_administrator(user: &str) -> bool {
    let user = user.split('@').next().unwrap_or(user).to_ascii_lowercase();
    matches!(
        &*user,
        "admin" | "root" | "administrator" | "superuser" | "superadmin" | "super_admin" | "sysadmin" | "sa"
    )
}

/// The text that a method is called on: `"text".Sha256()`.
fn receiver(source: &Code<'_>, at: usize) -> Option<Literal> {
    let text = at.checked_sub(2).filter(|text| is_link(source.sign(at - 1)) && source.is_text(*text))?;
    literal::at(source, text)
}

/// Whether the names before the one at a token end in the owner's. What an owner returned is still its own:
/// `new SignJWT(x).setIssuedAt().sign(`.
fn belongs_to(source: &Code<'_>, at: usize, owner: &str) -> bool {
    let mut here = at;
    let mut links = 0..MAX_LINKS;
    for name in owner.rsplit('.').filter(|name| !name.is_empty()) {
        loop {
            if links.next().is_none() || here < 2 || !is_link(source.before(here)) {
                return false;
            }
            here -= 2;
            while source.kind(here) == Some(Kind::Close) {
                let open = source.tokens[here].pair.min(here);
                here = open.saturating_sub(1);
            }
            if source.word(here).trim_start_matches('$') == name {
                break;
            }
            // Only calls are passed over, and only those of one chain.
            if source.sign(here + 1) != "(" {
                return false;
            }
        }
    }
    true
}

/// Whether a literal names a file, not its content.
fn is_path(source: &Code<'_>, literal: &Literal) -> bool {
    let text = &source.text[literal.span.clone()];
    text.starts_with(['/', '.']) || text.is_empty()
}
