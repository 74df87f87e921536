//! Values that say where the credential is kept.

mod code;
mod expansion;
mod notation;

pub use expansion::{Colon, Expansion, expansion};

/// Whether a value refers to something else: a variable, a template expression, a call, a secret manager's address.
///
/// ```
/// use gonogo_core::value::is_reference;
/// for value in ["${DB_PASSWORD}", "$DB_PASSWORD", "process.env.TOKEN", "{{ vault.token }}", "[a-z0-9]{32}", "%s", "getenv('X')", "op://vault/item"] {
///     assert!(is_reference(value.as_bytes()), "{value}");
/// }
/// assert!(!is_reference(b"$2b$12$abcdefghijklmnopqrstuv"));
/// assert!(!is_reference(b"hunter2$"));
/// ```
pub fn is_reference(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    notation::matches(value)
        || is_variable(value)
        || is_format(value)
        || code::is_expression(value)
        || is_template(value)
}

/// Whether a part of a value is filled in later: `prefix-${X}`, `$NAME`, `ghp_{alnum:30}`.
pub fn is_template(value: &[u8]) -> bool {
    has_expression(value) || has_variable(value)
}

/// `$NAME`, `%NAME%`, `$name->field`, `&name`, `*name`.
fn is_variable(value: &[u8]) -> bool {
    let name = |bytes: &[u8]| {
        !bytes.is_empty()
            && !bytes[0].is_ascii_digit()
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.->[]'\"".contains(byte))
    };
    let wordy = |rest: &[u8]| {
        super::is_wordy(rest) || rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
    };
    match value {
        [b'$' | b'&' | b'*', rest @ ..] => name(rest) && wordy(rest),
        [b'%', rest @ .., b'%'] => name(rest),
        _ => false,
    }
}

/// `%s`, `%v`, `{}`, `{0}`, `{name}`, `:name`.
fn is_format(value: &[u8]) -> bool {
    match value {
        [b'%', rest @ ..] => rest.len() <= 4 && rest.last().is_some_and(u8::is_ascii_alphabetic),
        [b'{', rest @ .., b'}'] => {
            rest.len() < 40 && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(byte))
        }
        [b':', rest @ ..] => rest.len() > 1 && rest.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_'),
        _ => false,
    }
}

/// A template expression inside: `prefix-${X}`, `a{{ b }}`, `#{x}`, `" + x + "`, `ghp_{alnum:30}`.
fn has_expression(value: &[u8]) -> bool {
    let opens: [(&[u8], &[u8]); 7] =
        [(b"${", b"}"), (b"{$", b"}"), (b"{{", b"}}"), (b"#{", b"}"), (b"$(", b")"), (b"<%", b"%>"), (b"\" +", b"+")];
    let closed = |(open, close): &(&[u8], &[u8])| {
        let at = memchr::memmem::find(value, open);
        at.is_some_and(|at| memchr::memmem::find(&value[at + open.len()..], close).is_some())
    };
    opens.iter().any(closed) || memchr::memchr_iter(b'{', value).any(|at| is_field(&value[at + 1..]))
}

/// A format's field behind its brace: a name of three letters or more, perhaps a colon and more, and the closing brace.
fn is_field(rest: &[u8]) -> bool {
    let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte == b'.').count();
    let named = name >= 3 && rest[0].is_ascii_alphabetic();
    named && (rest.get(name) == Some(&b'}') || rest.get(name) == Some(&b':') && rest[name..].contains(&b'}'))
}

/// `$NAME` somewhere inside, or an expression that opens and does not close, as what is cut out of a template has.
fn has_variable(value: &[u8]) -> bool {
    let name = |at: usize| {
        let rest = &value[at + 1..];
        rest.iter().take_while(|byte| byte.is_ascii_uppercase() || **byte == b'_').count() >= 3
    };
    memchr::memchr_iter(b'$', value).any(|at| name(at) || is_member(&value[at + 1..])) || has_open_brace(value)
}

/// `value[0]`, `user->id` behind the dollar sign of a variable.
fn is_member(rest: &[u8]) -> bool {
    let name = rest.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
    let indexed = rest[name..].starts_with(b"[") && rest[name..].contains(&b']') || rest[name..].starts_with(b"->");
    name >= 3 && indexed && super::is_wordy(&rest[..name])
}

/// A brace that does not close, with a name behind it, nothing, or a sign before it that makes an expression of it. In a
/// generated password it is a sign like others.
fn has_open_brace(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'{', value).filter(|&at| !value[at..].contains(&b'}')) else { return false };
    let before = at.checked_sub(1).map(|before| value[before]);
    let rest = &value[at + 1..];
    let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte)).count();
    let named = name >= 3 && (name == rest.len() || b"[(:|- ".contains(&rest[name])) && super::is_wordy(&rest[..name]);
    rest.is_empty() || rest.starts_with(b"{") || matches!(before, Some(b'$' | b'#' | b'%' | b'@')) || named
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One of each notation that `docs/values.md` lists.
    #[test]
    fn references() {
        for value in [
            "${DB_PASSWORD}",
            "${env:DB_PASSWORD}",
            "${ssm:/shop/jwt-secret}",
            "${cf:stack.Output}",
            "${file:/opt/kafka/secrets.properties:db.password}",
            "${sm://jwt-secret}",
            "$(DB_PASSWORD)",
            "$DB_PASSWORD",
            "%DB_PASSWORD%",
            "%env(resolve:DB_PASSWORD)%",
            "<path:secret/data/prod/db#password>",
            "$__file{/etc/grafana/password}",
            "/run/secrets/db_password",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf:password::",
            "aws-sm://prod/db",
            "akeyless:/prod/cache-password",
            "vault:secret/data/db#password",
            "infisical://project/secret",
            "conjur:prod/db/password",
            "op://vault/item/field",
            "[[ .MailPassword ]]",
            "@db.password@",
            "{{ .Values.password }}",
            "{% if x %}",
            "<%= ENV['X'] %>",
            "#{DbPassword}",
            "{vault://env/db-password}",
            "SECRET[backend.key]",
            "projects/p/secrets/db/versions/latest",
            "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)",
            "!Ref DbPassword",
            "ref+awssecrets://db/password",
            "process.env.DB_PASSWORD",
            "var.db_password",
            "secrets.DB_PASSWORD",
            "((db-password))",
            "&config",
            "*password",
            "prefix-${X}",
            "School{$role}{$user->id}2026!",
            "$value[0]:$value[1]",
            "${{",
            "'.csrf_token().'",
            "\" + token + \"",
            "`cat /etc/password`",
            "cargo::CargoResult::Err",
            "[A-Za-z0-9]{32}",
        ] {
            assert!(is_reference(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn no_references() {
        for value in
            ["k3{Qw9zPx7", "k3`Qw9zPx7", "a`b3`c", "&Qx7k9Zp2w", "*Qx7k9Zp2w", "@k9Q-z@", "hunter2", "/Qx7k9+Zp2w=="]
        {
            assert!(!is_reference(value.as_bytes()), "{value}");
        }
    }

    proptest! {
        /// Of generated passwords with all signs hardly any looks like a reference.
        #[test]
        fn generated_passwords_with_braces_and_backticks(value in "[A-Za-z0-9]{12}[{`][A-Za-z0-9!*+,._^~-]{12}") {
            prop_assume!(value.bytes().filter(u8::is_ascii_digit).count() >= 5);
            let open = value.find('{').map_or(0, |at| at + 1);
            let name = value[open..].bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            prop_assume!(!crate::value::is_wordy(&value.as_bytes()[open..open + name]));
            prop_assert!(!is_reference(value.as_bytes()), "{value}");
        }
    }
}
