//! Which values of an env file are worth looking for: those that could be credentials.
//!
//! A value that stands in every repository, such as `production` or `5432`, would be found and mean nothing. What is left
//! out is told, with the reason.

use super::{Variable, spelling, url};
use crate::{
    detect::{Promise, promise},
    value::{Kind, classify},
};
use std::fmt;

/// Shorter values stand in a repository by chance.
const SHORTEST: usize = 6;
/// Words do so more easily.
const SHORTEST_WORDS: usize = 8;
/// Longer values are data.
const LONGEST: usize = 16 << 10;
/// A line of a key is known again by this much of it.
const KEY_LINE: usize = 32;
/// A reference in a value is at least so long: `$AB`.
const SHORTEST_NAME: usize = 2;

/// What of a variable is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The value.
    Value,
    /// A credential in it: a URL's password, a setting of a connection string, a private key's body.
    Credential,
}

/// Why a variable is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Skip {
    /// It has no value.
    Empty,
    /// It takes its value from elsewhere.
    Reference,
    /// It is public: a certificate, a publishable key.
    Public,
    /// It is a number, a date, a switch.
    Number,
    /// It is an address or a path without a credential in it.
    Address,
    /// It is a word, and nothing says that it is a secret.
    Words,
    /// Neither its name nor its form says that it is a secret.
    Plain,
    /// It is so short that it stands somewhere by chance.
    Short,
    /// It is so long that it is data.
    Long,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Skip::Empty => "empty",
            Skip::Reference => "taken from elsewhere",
            Skip::Public => "public by its name or form",
            Skip::Number => "a number or a switch",
            Skip::Address => "an address or a path without a credential",
            Skip::Words => "a word, and no secret by its name",
            Skip::Plain => "no secret by its name or its form",
            Skip::Short => "too short to tell from chance",
            Skip::Long => "too long to be a credential",
        })
    }
}

/// What to look for in place of a variable.
pub(super) struct Worth {
    pub(super) part: Part,
    /// The credential itself, decoded where a URL encodes it.
    pub(super) value: Vec<u8>,
    /// As it stands in the file, where that differs.
    pub(super) written: Vec<u8>,
}

/// What of a variable is worth looking for, or why nothing is.
pub(super) fn worth(variable: &Variable) -> Result<Vec<Worth>, Skip> {
    let value = variable.value.reveal();
    let trimmed = value.trim_ascii();
    let whole =
        || vec![Worth { part: Part::Value, value: trimmed.to_owned(), written: variable.written.reveal().to_owned() }];
    match trimmed {
        [] => return Err(Skip::Empty),
        _ if variable.expands && is_reference(trimmed) => return Err(Skip::Reference),
        _ if trimmed.len() > LONGEST => return Err(Skip::Long),
        _ if is_public(&variable.name, trimmed) => return Err(Skip::Public),
        _ if is_path(trimmed) => return Err(Skip::Address),
        _ => {}
    }
    if let Some(body) = private_key(trimmed) {
        return Ok(vec![Worth { part: Part::Credential, value: body, written: Vec::new() }]);
    }
    if let Some(credentials) = url::credentials(trimmed) {
        return of_address(&credentials, variable.expands);
    }
    judge(&variable.name, trimmed).map_or_else(|| Ok(whole()), Err)
}

fn of_address(credentials: &[&[u8]], expands: bool) -> Result<Vec<Worth>, Skip> {
    let (references, found): (Vec<&[u8]>, Vec<&[u8]>) =
        credentials.iter().partition(|credential| expands && is_reference(credential));
    let worth = found.iter().map(|written| Worth {
        part: Part::Credential,
        value: spelling::percent_decoded(written),
        written: (*written).to_owned(),
    });
    let worth: Vec<Worth> = worth.filter(|worth| worth.value.len() >= SHORTEST).collect();
    match (worth.is_empty(), found.is_empty(), references.is_empty()) {
        (false, ..) => Ok(worth),
        (true, false, _) => Err(Skip::Short),
        (true, true, false) => Err(Skip::Reference),
        (true, true, true) => Err(Skip::Address),
    }
}

/// Why a value that is no address is not compared. A name that promises a secret lets more pass; a name that says `key`
/// does not make a secret of a word.
fn judge(name: &str, value: &[u8]) -> Option<Skip> {
    let promise = promise(name.as_bytes());
    let is_promised = matches!(promise, Some(Promise::Password | Promise::Secret));
    let (shortest, refused) = match classify(value) {
        Kind::Random => return None,
        Kind::Empty => return Some(Skip::Empty),
        Kind::Number => return Some(Skip::Number),
        Kind::Address => return Some(Skip::Address),
        Kind::Words | Kind::Placeholder => (SHORTEST_WORDS, (!is_promised).then_some(Skip::Words)),
        _ => (SHORTEST, promise.is_none().then_some(Skip::Plain)),
    };
    refused.or((value.len() < shortest).then_some(Skip::Short))
}

/// `$NAME`, `${NAME}` also inside, `$(command)`, and addresses of secret managers.
fn is_reference(value: &[u8]) -> bool {
    const MANAGERS: [&[u8]; 8] =
        [b"op://", b"vault:", b"arn:aws:", b"ref+", b"ssm:", b"sm://", b"@Microsoft.KeyVault", b"secretref:"];
    let opens = |at: usize| match value.get(at + 1) {
        Some(b'{') => value[at..].contains(&b'}'),
        Some(b'(') => value[at..].contains(&b')'),
        _ => false,
    };
    let is_name = |name: &[u8]| {
        name.len() >= SHORTEST_NAME
            && !name[0].is_ascii_digit()
            && name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
    };
    MANAGERS.iter().any(|start| value.starts_with(start))
        || value.strip_prefix(b"$").is_some_and(is_name)
        || memchr::memchr_iter(b'$', value).any(opens)
}

/// `/run/secrets/key`, `./certs`: rooted, and nothing in it that a random value would have.
fn is_path(value: &[u8]) -> bool {
    let rooted = [&b"/"[..], b"./", b"../", b"~/"].iter().any(|root| value.starts_with(root));
    rooted && value.iter().all(|byte| byte.is_ascii_lowercase() || b"/._-~".contains(byte))
}

fn is_public(name: &str, value: &[u8]) -> bool {
    let words = name.split(['_', '-', '.']);
    let named = words.map(str::to_ascii_lowercase).any(|word| word == "public" || word == "publishable");
    let armour: [&[u8]; 3] = [b"-----BEGIN CERTIFICATE", b"-----BEGIN PUBLIC KEY", b"ssh-"];
    named || armour.iter().any(|start| value.starts_with(start)) && private_key(value).is_none()
}

/// The last full line of a private key's body: it is the key's own, whatever stands around it. Line ends may be written
/// `\n`.
fn private_key(value: &[u8]) -> Option<Vec<u8>> {
    let body = &value[memchr::memmem::find(value, b"PRIVATE KEY")?..];
    let body = String::from_utf8_lossy(body).replace("\\n", "\n");
    let is_key = |line: &str| {
        line.len() >= KEY_LINE && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| is_key(line)).collect();
    let longest = lines.iter().map(|line| line.len()).max()?;
    lines.into_iter().rfind(|line| line.len() == longest).map(|line| line.as_bytes().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::EnvFile;

    /// Made here, as no credential is committed, not even one for a test.
    fn filled(text: &str) -> String {
        text.replace("<pw>", "t1ger-lily").replace("<short>", "x8!k")
    }

    /// What of each variable is compared, or why nothing is.
    fn judged(line: &str) -> String {
        let file = EnvFile::parse(filled(line).as_bytes());
        match worth(&file.variables[0]) {
            Ok(all) => all.iter().map(|worth| String::from_utf8_lossy(&worth.value)).collect::<Vec<_>>().join(" + "),
            Err(reason) => format!("- {reason:?}"),
        }
    }

    #[test]
    fn what_is_compared() {
        for (line, expected) in [
            ("API_TOKEN=kx8-Vq2!mZ", "kx8-Vq2!mZ"),
            ("ANYTHING=q7w9e2r5t8y1u4i6", "q7w9e2r5t8y1u4i6"),
            ("DB_PASSWORD=sunshine", "sunshine"),
            ("DB_PASSWORD=changeme", "changeme"),
            ("JWT_SECRET=correct horse battery", "correct horse battery"),
            ("API_KEY=c56a4180-65aa-42ec-a945-5fd21dec0538", "c56a4180-65aa-42ec-a945-5fd21dec0538"),
            ("SESSION_SALT=x8!kd92m", "x8!kd92m"),
            ("DATABASE_URL=postgres://app:p%40ss<pw>@db/x", "p@ss<pw>"),
            ("HOOK=https://hooks.host/T1/q7w9e2r5t8y1u4i6", "q7w9e2r5t8y1u4i6"),
            ("DB=Server=x;User Id=sa;Password=<pw>", "<pw>"),
            ("PASSWORD='$ecret-${x}'", "$ecret-${x}"),
            ("PASSWORD=pa$$w0rd!", "pa$$w0rd!"),
            ("A=", "- Empty"),
            ("A=''", "- Empty"),
            ("DB_PASSWORD=${OTHER}", "- Reference"),
            ("DB_PASSWORD=$OTHER", "- Reference"),
            ("DB_PASSWORD=$(cat /run/secret)", "- Reference"),
            ("DB_PASSWORD=op://vault/db/password", "- Reference"),
            ("DATABASE_URL=postgres://app:${DB_PASSWORD}@db/x", "- Reference"),
            ("NODE_ENV=production", "- Words"),
            ("BASIC_AUTH=disabled", "- Words"),
            ("DEBUG=false", "- Words"),
            ("PORT=5432", "- Number"),
            ("SINCE=2024-01-31", "- Number"),
            ("HOST=db.internal", "- Address"),
            ("API_URL=https://api.host.com/v1", "- Address"),
            ("SECRET_FILE=/run/secrets/key", "- Address"),
            ("DATABASE_URL=postgres://app@db/x", "- Address"),
            ("AWS_REGION=us-east-1", "- Plain"),
            ("AZURE_CLIENT_ID=c56a4180-65aa-42ec-a945-5fd21dec0538", "- Plain"),
            ("NEXT_PUBLIC_KEY=q7w9e2r5t8y1u4i6", "- Public"),
            ("CERT=-----BEGIN CERTIFICATE-----", "- Public"),
            ("DB_PASSWORD=x8!k", "- Short"),
            ("DB_PASSWORD=tiger", "- Short"),
            ("DATABASE_URL=postgres://app:<short>@db/x", "- Short"),
        ] {
            assert_eq!(judged(line), filled(expected), "{line}");
        }
        assert_eq!(judged(&format!("A_TOKEN={}", "kx8-Vq2!".repeat(4000))), "- Long");
    }

    #[test]
    fn a_private_key_is_known_by_its_last_full_line() {
        let line = |seed: &str| crate::value::expand("{base64:64}", seed).expect("a template");
        let armour = |word: &str| format!("-----{word} RSA PRIVATE {}-----", "KEY");
        let end = "AbCd1234AbCd1234AbCd1234AbCd1234AA==";
        let lines = [armour("BEGIN"), line("first"), line("last"), end.to_owned(), armour("END")];
        for text in [
            format!("A='{}'", lines.join("\n")),
            format!("A={}", lines.join("\n")),
            format!("A={}", lines.join("\\n")),
            format!("A=\"{}\"", lines.join("\\n")),
        ] {
            assert_eq!(judged(&text), line("last"), "{text}");
        }
    }
}
