//! Values that say where the credential is kept.

/// The beginnings of references, whatever the language.
const STARTS: &[&str] = &[
    "${", "$(", "$[", "((", "#{", "@{", "{{", "{%", "<%", "<?", "%(", "%{", "!ref", "!sub", "!getatt", "!vault",
    "!secret", "!env", "!!", "op://", "vault:", "vault/", "sm://", "ssm:", "ref+", "secretref", "arn:", "projects/",
    "env:", "file:", "file://", "process.env", "os.environ", "os.getenv", "getenv", "env(", "env[", "$env:", "$_env",
    "system.getenv", "system.getproperty", "import.meta.env", "secrets.", "var.", "local.", "data.", "module.",
    "self.", "this.", "config.", "config[", "config(", "settings.", "params.", "ctx.", "context.", "req.", "request.",
    "options.", "opts.", "args.", "props.", "state.", "input.", "event.", "github.", "steps.", "inputs.", "vars.",
    "{cipher}", "enc[", "enc(", "ansible-vault", "aws_secretsmanager", "keyvault", "@microsoft.keyvault", "sops",
    "doppler", "akv:", "gcp:", "k8s:", "awssm:", "awsps:", "env.", "lookup(", "get_env", "read_file", "$.", "$$",
    "new ", "await ", "typeof ", "null", "None", "&", "*",
];

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
    let mut head = [0; 24];
    let length = value.len().min(head.len());
    head[..length].copy_from_slice(&value[..length]);
    head.make_ascii_lowercase();
    let head = &head[..length];
    let begins = |start: &[u8]| start.first() == head.first() && head.starts_with(start);
    if STARTS.iter().any(|start| begins(start.as_bytes()) && (value.len() > start.len() || start.len() > 3)) {
        return true;
    }
    let quoted = memchr::memchr(b'`', value).is_some();
    quoted || is_variable(value) || is_format(value) || is_call(value) || is_pattern(value) || is_template(value)
}

/// Whether a part of a value is filled in later: `prefix-${X}`, `$NAME`, `ghp_{alnum:30}`.
pub fn is_template(value: &[u8]) -> bool {
    has_expression(value) || has_variable(value)
}

/// `$NAME`, `%NAME%`, `$name->field`.
fn is_variable(value: &[u8]) -> bool {
    let name = |bytes: &[u8]| {
        !bytes.is_empty()
            && !bytes[0].is_ascii_digit()
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.->[]'\"".contains(byte))
    };
    match value {
        [b'$', rest @ ..] => {
            name(rest)
                && (super::is_wordy(rest)
                    || rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_'))
        }
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

/// `name(...)`, `a.b(...)`, also cut off before its end.
fn is_call(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', value) else { return false };
    let name = &value[..open];
    let dotted = memchr::memchr2(b'.', b':', name).is_some();
    open >= 2
        && name[0].is_ascii_alphabetic()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(byte))
        && (value.ends_with(b")") || dotted || name.contains(&b'_') || super::is_wordy(name))
}

/// A template expression inside: `prefix-${X}`, `a{{ b }}`, `#{x}`, `" + x + "`, `ghp_{alnum:30}`.
fn has_expression(value: &[u8]) -> bool {
    let opens: [(&[u8], &[u8]); 6] =
        [(b"${", b"}"), (b"{{", b"}}"), (b"#{", b"}"), (b"$(", b")"), (b"<%", b"%>"), (b"\" +", b"+")];
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

/// A regular expression for values, not a value.
fn is_pattern(value: &[u8]) -> bool {
    let signs: [&[u8]; 8] = [b"[a-z", b"[A-Z", b"[0-9", b"\\d", b"\\w", b"[\\", b"(?:", b"(?P<"];
    signs.iter().any(|sign| memchr::memmem::find(value, sign).is_some())
}

/// `$NAME` somewhere inside, or a brace that opens and does not close, as what is cut out of a template has.
fn has_variable(value: &[u8]) -> bool {
    let name = |at: usize| {
        let rest = &value[at + 1..];
        rest.iter().take_while(|byte| byte.is_ascii_uppercase() || **byte == b'_').count() >= 3
    };
    let open = memchr::memchr(b'{', value).is_some_and(|at| memchr::memchr(b'}', &value[at..]).is_none());
    open || memchr::memchr_iter(b'$', value).any(name)
}
