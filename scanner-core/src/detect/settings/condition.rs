//! Whether a setting is what a rule looks for, and the match if it is.

use super::{SettingView, Subjects, connection, fits, is_cut, message, message::Fault};
use crate::{
    detect::{ConfigFile, Match, Remedy, Specificity},
    document::{Origin, Syntax},
    model::{Environment, Lowered, RuleMeta, Severity, words},
    rule::{Asked, CredentialName, Place, SettingRule, ValueIs, ValuePart},
    value::{
        CredentialClass, CredentialStrength, ValueKind, Weakness, assess, classify, is_default_credential, is_template,
        parse_bool,
    },
};
use std::{borrow::Cow, ops::Range};

/// The longest value that a message shows, in bytes.
const MAX_SHOWN_BYTES: usize = 80;

/// The bytes around a password in code in which its host is named.
const NEAR_BYTES: usize = 160;

/// One rule and one setting of a file.
pub(super) struct MatchContext<'a> {
    pub(super) rule: &'a SettingRule,
    pub(super) subjects: &'a Subjects<'a>,
    pub(super) at: usize,
    pub(super) file: &'a ConfigFile<'a>,
}

/// The part of a value that is assessed: its place in the value, and whose password it is.
struct Target<'a> {
    text: Cow<'a, str>,
    span: Range<usize>,
    user: Option<&'a str>,
    class: CredentialClass,
}

impl<'a> MatchContext<'a> {
    fn subject(&self) -> &'a SettingView<'a> {
        &self.subjects.views()[self.at]
    }

    /// The match, if the rule's conditions hold.
    pub(super) fn matched(&self, rule: usize, meta: &RuleMeta, asked: Asked) -> Option<Match> {
        let subject = self.subject();
        let decides = asked == Asked::Position(true) && self.decides();
        let severity = if decides { self.rule.severity_in(Environment::Production) } else { self.severity() }?;
        if !self.rule.places.contains(&subject.place) || fits(&subject.names, &self.rule.except) {
            return None;
        }
        let (span, strength) = match asked {
            Asked::Position(position) => {
                let is_there = parse_bool(&subject.setting.text) == Some(position) && !self.is_made_up_for();
                is_there.then(|| (subject.setting.value.clone(), None))?
            }
            Asked::Conditions => self.conditions()?,
        };
        let secret = strength.is_some() || subject.credential.is_some() || !self.rule.same_as.is_empty();
        let specificity = match strength {
            Some(CredentialStrength::Placeholder | CredentialStrength::DefaultCredential) => Specificity::Judged,
            Some(CredentialStrength::Weak(weakness))
                if !matches!(weakness, Weakness::Short { .. }) || is_cut(self.file, subject.setting) =>
            {
                Specificity::Judged
            }
            _ => Specificity::Remark,
        };
        let value = &*subject.setting.text;
        let shown =
            (!secret && value.len() <= MAX_SHOWN_BYTES && connection::account(value).is_none()).then_some(value);
        let fault = match (strength, self.twin(), shown) {
            (Some(strength), ..) => Fault::Credential(strength, self.rule.part),
            (None, Some(twin), _) => Fault::SameAs(&twin.setting.name),
            (None, None, Some(value)) => Fault::Value(value),
            (None, None, None) => Fault::Hidden,
        };
        let mut found = Match::new(rule, span.clone(), specificity);
        found.at_most(severity, Lowered::Environment).message(message::sentence(meta, subject, &fault, self.file));
        found.environment = Some(subject.environment);
        found.why = match decides {
            true => Some("production: no other settings module".to_owned()),
            false => self.file.why_in(subject.environment),
        };
        found.remedy = strength.and_then(|_| self.remedy(&span));
        found.subject = (!secret).then(|| subject.setting.path.clone());
        Some(found)
    }

    /// In compose a credential in that place can be demanded from the environment, under its own name.
    fn remedy(&self, span: &Range<usize>) -> Option<Remedy> {
        let setting = self.subject().setting;
        let name = &*setting.name;
        let sound = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let whole = setting.syntax == Syntax::ComposeEnvironment
            && setting.scope.origin == Origin::Given
            && *span == setting.value;
        let replacement = || Remedy {
            title: format!("Require `{name}` from the environment"),
            edits: vec![(span.clone(), format!("${{{name}:?}}"))],
        };
        (sound && whole && !span.is_empty()).then(replacement)
    }

    /// The severity of a match. Settings for development are reported in env files only: these are somebody's own,
    /// while other files for development are made to be shared. Of scripts that nothing says anything of only
    /// credentials count.
    fn severity(&self) -> Option<Severity> {
        let subject = self.subject();
        let syntax = subject.setting.syntax;
        let counts = match subject.environment {
            Environment::Development => syntax == Syntax::Dotenv,
            Environment::Unknown => syntax != Syntax::Shell || subject.credential.is_some(),
            _ => true,
        };
        let severity = self.rule.severity_in(subject.environment).filter(|_| counts);
        let signs = subject.environment == Environment::Unknown && subject.signs_in_code();
        match severity.max(self.rule.signing_in_code.filter(|_| signs)) {
            Some(severity) if self.is_for_localhost() => Some(severity.min(Severity::Medium)),
            severity => severity,
        }
    }

    /// Whether production runs with the value, although nothing says so: it is a constant of the only settings module.
    fn decides(&self) -> bool {
        let subject = self.subject();
        let unconditional = subject.environment == Environment::Unknown && subject.place == Place::Constant;
        unconditional && subject.setting.name == subject.setting.path && self.file.is_last_word()
    }

    /// Whether a database's password in code is for the machine that the code runs on.
    fn is_for_localhost(&self) -> bool {
        let setting = self.subject().setting;
        let near = setting.value.start.saturating_sub(NEAR_BYTES)
            ..setting.value.end.saturating_add(NEAR_BYTES).min(self.file.text.len());
        let says = |host: &[u8]| memchr::memmem::find(&self.file.text[near.clone()], host).is_some();
        setting.syntax == Syntax::Argument(Some(CredentialName::DatabasePassword))
            && (says(b"localhost") || says(b"127.0.0.1"))
    }

    /// The place of the value for which all conditions hold, and its judgement.
    fn conditions(&self) -> Option<(Range<usize>, Option<CredentialStrength>)> {
        let target = self.target()?;
        let mut strength = None;
        if !self.rule.is.is_empty() {
            let what = self.assess(&target);
            if !self.rule.is.iter().any(|&wanted| is(wanted, what, &target.text)) {
                return None;
            }
            strength = (!matches!(self.rule.is[..], [ValueIs::Literal | ValueIs::Sound])).then_some(what);
        }
        let text = target.text.as_bytes();
        if self.rule.unless.as_ref().is_some_and(|unless| unless.is_match(text)) {
            return None;
        }
        if !self.rule.same_as.is_empty() && self.twin().is_none() || self.is_made_up_for() {
            return None;
        }
        if !self.rule.same_as.is_empty() {
            return Some((self.subject().setting.key.clone(), None));
        }
        let Some(pattern) = self.rule.matches.as_ref() else {
            return Some((self.in_text(&target.span), strength));
        };
        let (_, part) = pattern.find_part(text, 0)?;
        Some((self.in_text(&(target.span.start + part.start..target.span.start + part.end)), strength))
    }

    /// The value, or the part of it that the rule is about.
    fn target(&self) -> Option<Target<'a>> {
        let subject = self.subject();
        let text = &*subject.setting.text;
        let class = subject.credential.map_or(CredentialClass::Token, class);
        match self.rule.part {
            None => Some(Target { text: Cow::Borrowed(text), span: 0..text.len(), user: None, class }),
            Some(ValuePart::ConnectionPassword) => {
                let account = connection::account(text)?;
                let span = account.span;
                Some(Target {
                    text: Cow::Borrowed(&text[span.clone()]),
                    span,
                    user: Some(account.user),
                    class: CredentialClass::DatabasePassword,
                })
            }
        }
    }

    fn assess(&self, target: &Target<'_>) -> CredentialStrength {
        let subject = self.subject();
        let strength = assess(&target.text, target.class);
        let sound = !matches!(
            strength,
            CredentialStrength::Empty | CredentialStrength::Reference | CredentialStrength::Placeholder
        );
        match strength {
            _ if sound
                && subject.place != Place::Config
                && (self.is_label(target) || is_identifier(&target.text) || self.is_number()) =>
            {
                CredentialStrength::Reference
            }
            _ if subject.place != Place::Config && is_mask(&target.text) => CredentialStrength::Reference,
            _ if sound && self.is_label_of_text(target) => CredentialStrength::Reference,
            _ if sound && parse_bool(&target.text).is_some() && target.user.is_none() => CredentialStrength::Reference,
            CredentialStrength::Empty if inherits(subject) => CredentialStrength::Reference,
            _ if sound && target.class != CredentialClass::Token && self.is_users_name(target) => {
                CredentialStrength::DefaultCredential
            }
            strength => strength,
        }
    }

    /// Whether the value is a number of source code: `SECRET_BYTES = 32`.
    fn is_number(&self) -> bool {
        let setting = self.subject().setting;
        let quoted = setting.value.start.checked_sub(1).and_then(|before| self.file.text.get(before));
        setting.text.bytes().all(|byte| byte.is_ascii_digit()) && !quoted.is_some_and(|byte| b"\"'`".contains(byte))
    }

    /// Whether code has a text, the name of a field or of an entry where a password could be.
    fn is_label(&self, target: &Target<'_>) -> bool {
        let subject = self.subject();
        let text = &*target.text;
        let has = |word: &str| subject.names.iter().any(|name| name.words.has(word));
        let is_sentence = text.contains(char::is_whitespace);
        match subject.place {
            _ if is_sentence && text.ends_with(['.', '?', '!', ':']) => true,
            Place::Code => is_sentence || has(&text.to_ascii_lowercase()),
            Place::Constant => {
                let password = matches!(target.class, CredentialClass::Password | CredentialClass::DatabasePassword);
                is_sentence && password
                    || FIELDS.iter().any(|field| has(field))
                    || restates(text, has)
                    || is_key_of_entry(&subject.setting.name, text)
                    || self.subjects.restate_their_names()
            }
            _ => false,
        }
    }

    /// Whether a file of texts has one under the name of a password, or a value is the name of an entry:
    /// `module.paypal.password=Password`, `clusterSecretKey: cluster`.
    fn is_label_of_text(&self, target: &Target<'_>) -> bool {
        let subject = self.subject();
        let name = &*subject.setting.name;
        let in_tree = matches!(subject.setting.syntax, Syntax::Yaml | Syntax::HelmValues);
        let is_camel = in_tree && name.bytes().any(|byte| byte.is_ascii_lowercase());
        target.user.is_none() && (self.subjects.are_texts() || is_camel && names_entry(name, &target.text))
    }

    /// Whether a password is the name of its user, or of something else that the file names.
    fn is_users_name(&self, target: &Target<'_>) -> bool {
        if target.user.is_some() {
            return is_default_credential(&target.text, target.user);
        }
        target.text.len() >= 2 && self.subjects.name_something(&target.text)
    }

    /// Whether another setting of the file gives what this one lacks.
    fn is_made_up_for(&self) -> bool {
        /// So that many such settings cost no more than one by one.
        const MAX_COMPARED: usize = 512;
        let others = self.subjects.views().iter().take(MAX_COMPARED);
        let names = &self.rule.unless_beside;
        let gives = |other: &SettingView<'_>| !other.setting.text.trim().is_empty() && fits(&other.names, names);
        !names.is_empty() && others.into_iter().any(gives)
    }

    /// Another setting that the rule compares with and that has the same value. Of two that are both compared with each
    /// other only the later one has a twin.
    fn twin(&self) -> Option<&SettingView<'a>> {
        if self.rule.same_as.is_empty() {
            return None;
        }
        let subject = self.subject();
        let is_twin = |(at, other): &(usize, &SettingView<'_>)| {
            let at = *at;
            at != self.at
                && other.setting.value != subject.setting.value
                && other.setting.name != subject.setting.name
                && fits(&other.names, &self.rule.same_as)
                && (at < self.at || !(self.rule.is_for(other) && fits(&subject.names, &self.rule.same_as)))
        };
        self.subjects.with_value(&subject.setting.text).find(is_twin).map(|(_, twin)| twin)
    }

    /// The bytes in the file of a span of the value; all of the value where it is written otherwise than it is read.
    fn in_text(&self, span: &Range<usize>) -> Range<usize> {
        let setting = self.subject().setting;
        let written = self.file.text.get(setting.value.clone()).unwrap_or_default();
        let plain = written == setting.text.as_bytes();
        let shift = || setting.value.start + span.start..setting.value.start + span.end;
        if plain {
            return shift();
        }
        // Quotes and escapes elsewhere in the value: the part itself is often there as it is read.
        let part = setting.text.get(span.clone()).unwrap_or_default().as_bytes();
        match memchr::memmem::find(written, part) {
            Some(at) if part.len() >= 3 => setting.value.start + at..setting.value.start + at + part.len(),
            _ => setting.value.clone(),
        }
    }
}

/// Words in names of constants that hold the name of something.
const FIELDS: &[&str] = &[
    "att", "attr", "attribute", "param", "parameter", "field", "header", "property", "prop", "column", "claim", "elt",
    "element", "tag", "opt", "option", "flag", "event", "scope", "grant", "type", "kind", "route", "path", "endpoint",
    "permission", "action", "i18n",
];
/// Words of credentials. A value that has one of them could be a poor one.
const CREDENTIALS: &[&str] = &["secret", "key", "token", "password", "pass", "passwd", "pwd", "jwt", "auth"];

/// Whether a value is two words or more of its name, none of them of a credential: `REMEMBER_ME_COOKIE_KEY = "remember-me"`.
fn restates(text: &str, has: impl Fn(&str) -> bool) -> bool {
    let words = words(text.as_bytes());
    words.len() > 1 && words.iter().all(|word| has(word) && !CREDENTIALS.contains(&word.as_str()))
}

/// Whether a constant is the key of an entry in a store, a session or a request: `SESSION_KEY = "user_session"`.
fn is_key_of_entry(name: &str, text: &str) -> bool {
    const STORES: [&str; 8] = ["session", "token", "auth", "storage", "cookie", "cache", "user", "context"];
    let name = words(name.as_bytes());
    let [.., store, last] = &name[..] else { return false };
    let joined = text.contains(['_', '-', '.', ':', '/']) && !text.contains(char::is_whitespace);
    last == "key" && STORES.contains(&store.as_str()) && joined && classify(text.as_bytes()) == ValueKind::Words
}

/// Whether a value is words of a longer name without its last one: `adminTokenSecret: admin-token`.
fn names_entry(name: &str, text: &str) -> bool {
    let (name, text) = (words(name.as_bytes()), words(text.as_bytes()));
    let Some((last, before)) = name.split_last() else { return false };
    let is_entry = matches!(last.as_str(), "secret" | "key") && before.len() >= text.len() && before.len() > 1;
    is_entry && !text.is_empty() && text.iter().all(|word| before.contains(word) && word != last)
}

/// `***`, `[REDACTED]`: what code puts in the place of a value that it hides.
fn is_mask(text: &str) -> bool {
    let core = text.trim_matches(|c: char| "*•●[]<>(){} .x_-".contains(c)).to_ascii_lowercase();
    ["", "redacted", "masked", "hidden", "filtered", "sanitized", "removed", "omitted"].contains(&core.as_str())
}

/// `MAILER_PASSWORD`, `key:session:token`, `errors.password.invalid`, `auth.invalidPassword`: `x-worker-secret`: the name of
/// a variable, an entry, a text or a header.
fn is_identifier(text: &str) -> bool {
    let name = |part: &str| {
        part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
    };
    let capitals = text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let camel = |part: &str| part.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let dotted = || {
        let parts = text.split('.');
        parts.clone().all(name) && (parts.clone().count() > 2 || text.contains('.') && parts.clone().any(camel))
    };
    let header = || text.starts_with("x-") && text[2..].split('-').all(name);
    capitals || header() || text.contains(':') && text.split(':').all(name) || dotted()
}

/// In these places a key without a value takes it from where the program is started.
fn inherits(subject: &SettingView<'_>) -> bool {
    matches!(
        subject.setting.syntax,
        Syntax::ComposeEnvironment | Syntax::DockerfileArg | Syntax::WorkflowEnv | Syntax::HelmValues | Syntax::Shell
    )
}

fn is(wanted: ValueIs, what: CredentialStrength, text: &str) -> bool {
    match wanted {
        ValueIs::Empty => what == CredentialStrength::Empty,
        ValueIs::Literal => {
            !text.trim().is_empty() && what != CredentialStrength::Empty && !is_template(text.as_bytes())
        }
        ValueIs::Placeholder => what == CredentialStrength::Placeholder,
        ValueIs::DefaultCredential => what == CredentialStrength::DefaultCredential,
        ValueIs::Weak => {
            matches!(what, CredentialStrength::Weak(weakness) if !matches!(weakness, Weakness::Short { .. }))
        }
        ValueIs::Short => matches!(what, CredentialStrength::Weak(Weakness::Short { .. })),
        ValueIs::Malformed => what == CredentialStrength::Malformed,
        ValueIs::Sound => {
            matches!(
                what,
                CredentialStrength::Sound
                    | CredentialStrength::Malformed
                    | CredentialStrength::Weak(Weakness::Short { .. })
            )
        }
    }
}

/// The class of a credential's name.
pub(super) fn class(name: CredentialName) -> CredentialClass {
    match name {
        CredentialName::SigningSecret => CredentialClass::SigningSecret,
        CredentialName::EncryptionKey => CredentialClass::EncryptionKey,
        CredentialName::DatabasePassword => CredentialClass::DatabasePassword,
        CredentialName::Password => CredentialClass::Password,
        _ => CredentialClass::Token,
    }
}
