//! Turns what the walk recognises into settings.

use super::{
    argument, expression,
    key::{self, Key},
    literal::{self, Literal},
    lookup, schema,
    walk::Walker,
};
use crate::document::{
    code::{EnvCondition, Kind, is_link},
    setting::{Origin, Scope, Setting, Syntax},
    settings::place::is_environment,
};
use crate::rule::CredentialName;
use std::{borrow::Cow, ops::Range};

/// Names under which schemas keep what is used where there is no value.
const DEFAULTS: &[&str] = &["default", "defaultValue", "default_value", "fallback", "devDefault", "defaultsTo"];
/// Calls whose first two arguments are a key and its value.
const SETTERS: &[&str] = &[
    "set", "define", "putenv", "setenv", "Setenv", "setEnv", "ini_set", "setProperty", "setHeader", "set_header",
    "header", "SetEnvironmentVariable", "setdefault", "SetDefault", "setDefault", "UseSetting", "append", "put",
];

/// A name in the text.
type Name<'a> = (Cow<'a, str>, Range<usize>);

impl<'a> Walker<'_, 'a> {
    /// `key = literal`.
    pub(super) fn assigned(&mut self, name: &'a str, span: Range<usize>, literal: &Literal, token: usize) {
        if self.taken.contains(&literal.span.start) {
            return;
        }
        if DEFAULTS.contains(&name)
            && let Some((outer, span)) = self.outer_key()
        {
            let condition = if name == "devDefault" { EnvCondition::Elsewhere } else { self.conditions.at(token) };
            return self.add_default((Cow::Borrowed(outer), span), literal, condition);
        }
        if self.frames.last().is_some_and(|frame| frame.is_schema) {
            return self.add_default((Cow::Borrowed(name), span), literal, self.conditions.at(token));
        }
        if let Some(&lookup) = self.looked_up.get(name) {
            return self.fallback(lookup, literal, token);
        }
        self.given((Cow::Borrowed(name), span), literal, token);
        self.named_pair(name, literal, token);
    }

    /// A literal that is one branch of a choice, for the key that the choice is for.
    pub(super) fn chosen(&mut self, literal: &Literal, token: usize) {
        if let Some((name, span)) = self.frames.last().and_then(|frame| frame.key.clone()) {
            self.given((Cow::Borrowed(name), span), literal, token);
        }
    }

    /// `process.env.X ? process.env.X : 'literal'`.
    pub(super) fn chosen_fallback(&mut self, condition: Range<usize>, no: Range<usize>) {
        let lookup = condition.into_iter().find_map(|token| lookup::at(self.source, token));
        if let (Some(lookup), Some(literal)) = (lookup, expression::whole(self.source, no.start, no.end)) {
            self.fallback(lookup.name, &literal, no.start);
        }
    }

    fn given(&mut self, name: Name<'a>, literal: &Literal, token: usize) {
        let pm2 = self.is_ecosystem && self.frames.iter().any(|frame| is_pm2_env(frame.key.as_ref()));
        let syntax = match argument::option(&self.path, &name.0, &literal.text) {
            _ if pm2 => Syntax::Pm2,
            Some(argument) => argument,
            None if self.is_first_user(&name.0, token) => Syntax::Argument(Some(CredentialName::Password)),
            None => Syntax::Assignment,
        };
        self.add(name, literal, syntax, Origin::Given, self.conditions.at(token));
    }

    /// `{ name: 'X', value: 'y' }` sets X.
    fn named_pair(&mut self, name: &str, literal: &Literal, token: usize) {
        let Some(object) = self.frames.iter_mut().rev().find(|frame| !frame.bracket.is_empty()) else { return };
        match name {
            "name" | "key" => object.named = Some(literal.text.clone()),
            "value" => {
                if let Some(named) = object.named.clone() {
                    self.given((Cow::Owned(named), literal.span.clone()), literal, token);
                }
            }
            _ => {}
        }
    }

    /// A literal that is an argument of the call whose last name is at a token.
    pub(super) fn argument(&mut self, at: usize, literal: &Literal, syntax: Syntax) {
        let span = self.source.span(at);
        let name = Cow::Owned(format!("{}()", self.source.word(at)));
        if self.taken.insert(literal.span.start) {
            self.add((name, span), literal, syntax, Origin::Given, self.conditions.at(at));
        }
    }

    /// Remembers a variable that is given what is looked up: a literal that it is given later is the fallback.
    pub(super) fn note_lookup(&mut self, key: &Key) {
        let found = lookup::at(self.source, key.value).filter(|lookup| lookup.fallbacks.is_empty());
        if let Some(lookup) = found.filter(|_| key.target.len() == 1) {
            self.looked_up.insert(self.source.word(key.name), lookup.name);
        }
    }

    /// The literal that a look-up falls back to. `token` is the look-up or the literal.
    pub(super) fn fallback(&mut self, name: usize, literal: &Literal, token: usize) {
        if !self.taken.insert(literal.span.start) {
            return;
        }
        let (name, span) = key::name(self.source, name);
        let receiver = self.outer_key().map(|(outer, _)| outer).filter(|outer| *outer != name);
        let length = self.path.len();
        self.push_label(name);
        let condition = self.conditions.at(token);
        self.add((Cow::Borrowed(name), span), literal, Syntax::Fallback, Origin::Default, condition);
        self.path.truncate(length);
        if let Some(setting) = self.collector.settings_mut().last_mut() {
            setting.receiver = receiver.map(Cow::Borrowed);
        }
    }

    /// `key = options.key || 'literal'`, where no environment is asked.
    pub(super) fn plain_fallback(&mut self, at: usize) {
        let source = self.source;
        if !matches!(source.sign(at), "||" | "??" | "?:" | "or" | "||=" | "??=") || !source.is_text(at + 1) {
            return;
        }
        let Some((name, span)) = self.frames.last().and_then(|frame| frame.key.clone()) else { return };
        let literal = literal::at(source, at + 1).filter(|literal| lookup::ends(source, literal.end));
        if let Some(literal) = literal {
            self.add_default((Cow::Borrowed(name), span), &literal, self.conditions.at(at));
        }
    }

    /// `KEY: schema.string().default('literal')`, and `key: str = Field('literal')` in a class of settings.
    pub(super) fn schema_default(&mut self, at: usize) {
        let source = self.source;
        let in_class = self.frames.iter().rev().nth(1).is_some_and(|frame| frame.is_schema);
        if let Some(literal) = schema::field_default(source, at).filter(|_| in_class)
            && let Some((name, span)) = self.outer_key()
        {
            return self.add_default((Cow::Borrowed(name), span), &literal, self.conditions.at(at));
        }
        let called =
            matches!(source.word(at), "default" | "defaultTo" | "withDefault" | "prefault") && source.before(at) == ".";
        if !called || source.sign(at + 1) != "(" {
            return;
        }
        let literal = literal::at(source, at + 2).filter(|literal| source.sign(literal.end) == ")");
        if let (Some(literal), Some((name, span))) = (literal, self.outer_key()) {
            self.add_default((Cow::Borrowed(name), span), &literal, self.conditions.at(at));
        }
    }

    /// `set('key', literal)`, and `secure(false)` of builders.
    pub(super) fn setter(&mut self, at: usize) {
        let source = self.source;
        let word = source.word(at);
        if word.is_empty() || source.sign(at + 1) != "(" {
            return;
        }
        if SETTERS.contains(&word) && source.is_text(at + 2) && source.sign(at + 3) == "," {
            let literal = literal::at(source, at + 4).filter(|literal| matches!(source.sign(literal.end), ")" | ","));
            let Some(literal) = literal else { return };
            let (name, span) = key::name(source, at + 2);
            let name = (Cow::Borrowed(name), span);
            let is_default = word.eq_ignore_ascii_case("setdefault");
            let origin = if is_default { Origin::Default } else { Origin::Given };
            return self.labelled(word, name, &literal, at, origin);
        }
        let builder = is_link(source.before(at)) && source.behind(at + 1) == at + 4;
        if builder
            && matches!(source.word(at + 2), "true" | "false")
            && let Some(literal) = literal::at(source, at + 2)
        {
            let name = word.strip_prefix("set").filter(|rest| !rest.is_empty()).unwrap_or(word);
            let end = source.span(at).end;
            self.labelled("", (Cow::Borrowed(name), end - name.len()..end), &literal, at, Origin::Given);
        }
    }

    /// `set :key, literal` of Ruby.
    pub(super) fn command(&mut self, at: usize) {
        let source = self.source;
        let literal = literal::at(source, at + 4).filter(|_| source.sign(at + 1) == ":" && source.sign(at + 3) == ",");
        if let Some(literal) = literal {
            let (name, span) = key::name(source, at + 2);
            self.labelled("set", (Cow::Borrowed(name), span), &literal, at, Origin::Given);
        }
    }

    fn labelled(&mut self, label: &str, name: Name<'a>, literal: &Literal, token: usize, origin: Origin) {
        let length = self.path.len();
        self.push_label(label);
        self.push_label(&name.0);
        match origin {
            Origin::Default => self.add(name, literal, Syntax::Fallback, origin, self.conditions.at(token)),
            _ => self.given(name, literal, token),
        }
        self.path.truncate(length);
    }

    /// An item of the list that a key is given.
    pub(super) fn item(&mut self, at: usize) {
        let source = self.source;
        let [before @ .., outer, list] = &self.frames[..] else { return };
        let alone = matches!(source.before(at), "[" | ",") && matches!(source.sign(at + 1), "]" | ",");
        let (Some(key), true, "[") = (outer.key.clone(), alone, list.bracket) else { return };
        let Some(literal) = literal::at(source, at) else { return };
        let condition = self.conditions.at(at);
        let is_schema = before.last().is_some_and(|frame| frame.is_schema);
        let outer = if is_schema { Some(key.clone()) } else { self.outer_key().filter(|_| DEFAULTS.contains(&key.0)) };
        if let Some((name, span)) = outer {
            return self.add_default((Cow::Borrowed(name), span), &literal, condition);
        }
        self.given((Cow::Borrowed(key.0), key.1), &literal, at);
    }

    /// `@Value("${name:literal}")`.
    pub(super) fn placeholder(&mut self, at: usize) {
        let inner = self.source.inner(at);
        if self.source.inner_text(at).contains("${") {
            let scope = Scope { condition: self.conditions.at(at), ..Scope::default() };
            self.collector.add_defaults(inner, Syntax::Fallback, &scope);
        }
    }

    /// The environment that the value of a key is for: that of `production: {`, of `env_production: {`.
    pub(super) fn environment(&self, name: &str, value: usize) -> Option<String> {
        if self.source.kind(value) != Some(Kind::Open) {
            return None;
        }
        let name = if self.is_ecosystem { name.strip_prefix("env_").unwrap_or(name) } else { name };
        is_environment(name).then(|| name.to_lowercase())
    }

    /// The innermost name that is given a value here.
    fn outer_key(&self) -> Option<(&'a str, Range<usize>)> {
        let keys = self.frames.iter().rev().filter_map(|frame| frame.key.clone());
        keys.into_iter().find(|(name, _)| !DEFAULTS.contains(name))
    }

    /// A default for the key around it; the path ends in that key.
    fn add_default(&mut self, name: Name<'a>, literal: &Literal, condition: EnvCondition) {
        if self.taken.insert(literal.span.start) {
            self.add(name, literal, Syntax::Fallback, Origin::Default, condition);
        }
    }

    fn add(&mut self, name: Name<'a>, literal: &Literal, syntax: Syntax, origin: Origin, condition: EnvCondition) {
        let text = self.source.text;
        let owner = self.frames.iter().rev().find_map(|frame| frame.named.clone()).filter(|_| syntax == Syntax::Pm2);
        let environment = self.frames.iter().rev().find_map(|frame| frame.environment.clone());
        let plain = &text[literal.span.clone()];
        self.collector.push(Setting {
            name: name.0,
            path: self.path.clone(),
            receiver: None,
            key: name.1,
            value: literal.span.clone(),
            text: if plain == literal.text { Cow::Borrowed(plain) } else { Cow::Owned(literal.text.clone()) },
            syntax,
            scope: Scope { environment, owner, origin, condition, is_inert: false },
        });
    }
}

fn is_pm2_env(key: Option<&(&str, Range<usize>)>) -> bool {
    key.is_some_and(|(name, _)| *name == "env" || name.starts_with("env_"))
}
