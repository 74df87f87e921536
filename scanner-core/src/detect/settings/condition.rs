//! Whether a setting is what a rule looks for, and the match if it is.

use super::{
    SettingView, Subjects, connection, filled_in, fits, is_cut,
    label::{FIELDS, is_identifier, is_key_of_entry, is_mask, names_entry, restates},
    message,
    message::Fault,
};
use crate::{
    detect::{ConfigFile, Match, Remedy, Specificity, knowledge::OWN_MACHINE},
    document::{Origin, Syntax},
    model::{Environment, Lowered, RuleMeta, Severity},
    rule::{Asked, CredentialName, Place, SettingRule, ValueIs, ValuePart},
    value::{CredentialClass, CredentialStrength, Weakness, assess, is_default_credential, is_template, parse_bool},
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
                // Code gives `None` to what gets its value later.
                let is_open = subject.place != Place::Config && subject.setting.text == "None";
                let is_there = !is_open && parse_bool(&subject.setting.text) == Some(position);
                (is_there && !self.is_made_up_for()).then(|| (subject.setting.value.clone(), None))?
            }
            Asked::Conditions => self.conditions()?,
        };
        let severity = if decides { severity } else { self.lowered(severity)? };
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
        // Of two settings that are compared the place is the name, which is no secret.
        let is_at_name = !self.rule.same_as.is_empty();
        found.subject = (!secret || is_at_name).then(|| subject.setting.path.clone());
        let setting = subject.setting;
        let is_written = self.file.text.get(setting.key.clone()) == Some(setting.name.as_bytes());
        // Of other files the lines say it.
        let in_code = subject.place != Place::Config && !setting.name.is_empty();
        found.key = (is_written && in_code).then(|| setting.key.clone());
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
        severity.max(self.rule.signing_in_code.filter(|_| signs))
    }

    /// The severity of what the rule is about, by what is around it; `None` if the value is not used at all.
    fn lowered(&self, severity: Severity) -> Option<Severity> {
        let (subject, subjects) = (self.subject(), self.subjects);
        let (setting, is_credential) = (subject.setting, subject.credential.is_some());
        let most = match () {
            () if is_credential && subjects.take_from_object(setting) => return None,
            () if subjects.switch_off(setting) || subjects.is_of_job_service(setting) => Severity::Low,
            () if self.is_for_localhost() || self.can_be_replaced() || self.is_refused() => Severity::Medium,
            () if is_credential && subjects.is_for_own_machine(setting) => Severity::Medium,
            () => severity,
        };
        Some(severity.min(most))
    }

    /// Whether production runs with the value, although nothing says so: it is a constant of the only settings module.
    fn decides(&self) -> bool {
        let subject = self.subject();
        let unconditional = subject.environment == Environment::Unknown && subject.place == Place::Constant;
        unconditional && subject.setting.name == subject.setting.path && self.file.is_last_word()
    }

    /// Whether a value that is no credential only holds where whoever starts the program gives no other: `${URL:-http://localhost}`.
    fn can_be_replaced(&self) -> bool {
        let subject = self.subject();
        let is_default = subject.place == Place::Config && subject.setting.scope.origin == Origin::Default;
        is_default && subject.credential.is_none() && self.rule.matches.is_some()
    }

    /// Whether a placeholder stands for what a provider issues, who refuses it: something does not work, but nobody gets in.
    fn is_refused(&self) -> bool {
        self.rule.is == [ValueIs::Placeholder] && self.subject().credential == Some(CredentialName::Token)
    }

    /// Whether a database's password in code is for the machine that the code runs on.
    fn is_for_localhost(&self) -> bool {
        let setting = self.subject().setting;
        let near = setting.value.start.saturating_sub(NEAR_BYTES)
            ..setting.value.end.saturating_add(NEAR_BYTES).min(self.file.text.len());
        let near = &self.file.text[near];
        setting.syntax == Syntax::Argument(Some(CredentialName::DatabasePassword))
            && OWN_MACHINE.iter().any(|host| memchr::memmem::find(near, host.as_bytes()).is_some())
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
        let is_nothing = || matches!(&*target.text, "null" | "~" | "nil" | "None");
        if !self.rule.same_as.is_empty() && (is_nothing() || self.twin().is_none()) || self.is_made_up_for() {
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
        let is_script = subject.setting.syntax == Syntax::Shell;
        match strength {
            _ if is_script && self.subjects.are_replaced(self.file.parsed.text(), &target.text) => {
                CredentialStrength::Reference
            }
            CredentialStrength::Placeholder
                if is_script && filled_in::by_hand(self.file.text, &self.in_text(&target.span)) =>
            {
                CredentialStrength::Reference
            }
            _ if sound
                && subject.place != Place::Config
                && (self.is_label(target) || is_identifier(&target.text) || self.is_number()) =>
            {
                CredentialStrength::Reference
            }
            _ if subject.place != Place::Config && is_mask(&target.text) => CredentialStrength::Reference,
            _ if sound && self.is_label_of_text(target) => CredentialStrength::Reference,
            _ if sound && target.user.is_none() && self.names_another(target) => CredentialStrength::Reference,
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

    /// Whether a value is the name of an object, an entry or a file.
    fn names_another(&self, target: &Target<'_>) -> bool {
        let setting = self.subject().setting;
        let is_file =
            || [".crt", ".key", ".pem", ".yaml", ".yml", ".json", ".txt"].iter().any(|end| target.text.ends_with(end));
        self.subjects.name_object(&target.text) || self.subjects.name_entry_beside(setting) || is_file()
    }

    /// Whether a password is the name of its user, or of something else that the file names.
    fn is_users_name(&self, target: &Target<'_>) -> bool {
        if target.user.is_some() {
            return is_default_credential(&target.text, target.user);
        }
        target.text.len() >= 2 && !target.text.contains(' ') && self.subjects.name_something(&target.text)
    }

    /// Whether another setting of the file gives what this one lacks.
    fn is_made_up_for(&self) -> bool {
        self.subjects.give(&self.rule.unless_beside)
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
