//! Encrypted values and files: ciphertext that is made to be committed.

use super::starts::ByFirstByte;
use std::sync::LazyLock;

/// Beginnings of encrypted values that no other value has, by the tool that opens them.
const MARKS: &[(&str, &[&str])] = &[
    ("sops, hiera-eyaml, Datadog", &["ENC["]),
    ("Jasypt", &["ENC("]),
    ("ejson", &["EJ[1:"]),
    ("DigitalOcean App Platform", &["EV["]),
    ("Spring Cloud Config", &["{cipher}"]),
    ("WebLogic", &["{AES}", "{AES256}"]),
    ("Quarkus", &["${aes-gcm-nopadding::"]),
    ("WildFly", &["${ENC::", "${VAULT::"]),
    ("Ansible Vault", &["$ANSIBLE_VAULT;"]),
    ("HashiCorp Vault transit", &["vault:v1:", "vault:v2:"]),
    ("age", &["age-encryption.org/v1", "-----BEGIN AGE ENCRYPTED FILE-----"]),
    ("OpenPGP, CMS", &["-----BEGIN PGP MESSAGE-----", "-----BEGIN PKCS7-----"]),
];

/// Beginnings that ciphertext must follow, by tool: less than that is a word that begins so.
const HEADERS: &[(&str, &str)] = &[
    ("dotenvx", "encrypted:"),
    ("OpenSSL, transcrypt", "U2FsdGVkX1"),
    ("AWS KMS", "AQICAH"),
    ("Fernet", "gAAAAA"),
    ("Mule", "!["),
];

/// Beginnings of files that are encrypted as a whole, by tool.
const FILES: &[(&str, &[u8])] = &[
    ("git-crypt", b"\0GITCRYPT\0"),
    ("Ansible Vault", b"$ANSIBLE_VAULT;"),
    ("age", b"age-encryption.org/v1"),
    ("age", b"-----BEGIN AGE ENCRYPTED FILE-----"),
    ("OpenPGP", b"-----BEGIN PGP MESSAGE-----"),
    ("OpenSSL", b"Salted__"),
    ("transcrypt", b"U2FsdGVkX1"),
    ("strongbox", b"# STRONGBOX ENCRYPTED RESOURCE"),
];

/// The shortest ciphertext.
const MIN_CIPHERTEXT_BYTES: usize = 16;

/// Whether a value is ciphertext in an envelope of a known tool.
///
/// ```
/// use gonogo_core::value::is_encrypted;
/// assert!(is_encrypted(b"ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]"));
/// assert!(is_encrypted(b"encrypted:BJ1x9Qe7Zm9vYmFyZm9vYmFy"));
/// assert!(!is_encrypted(b"encrypted:no"));
/// ```
pub fn is_encrypted(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let begins =
        |(start, behind): &(&str, usize)| value.starts_with(start.as_bytes()) && value.len() >= start.len() + behind;
    STARTS.of(value).iter().any(begins) || is_rails_credentials(value)
}

/// Both kinds of beginnings, with the fewest bytes behind them.
static STARTS: LazyLock<ByFirstByte<(&'static str, usize)>> = LazyLock::new(|| {
    let marks = MARKS.iter().flat_map(|(_, marks)| *marks).map(|mark| (*mark, (*mark, 0)));
    let headers = HEADERS.iter().map(|(_, header)| (*header, (*header, MIN_CIPHERTEXT_BYTES)));
    ByFirstByte::new(marks.chain(headers))
});

/// Whether a file is ciphertext as a whole.
pub fn is_encrypted_file(bytes: &[u8]) -> bool {
    FILES.iter().any(|(_, start)| bytes.starts_with(start)) || is_rails_credentials(bytes.trim_ascii())
}

/// `credentials.yml.enc` of Rails: ciphertext, vector of 12 bytes and tag of 16 in base64, joined by two dashes.
fn is_rails_credentials(value: &[u8]) -> bool {
    let Some(tag) = memchr::memmem::rfind(value, b"--") else { return false };
    let Some(vector) = memchr::memmem::rfind(&value[..tag], b"--") else { return false };
    let base64 =
        |part: &[u8]| !part.is_empty() && part.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte));
    tag - vector - 2 == 16 && value.len() - tag - 2 == 24 && base64(&value[vector + 2..tag]) && base64(&value[..vector])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each envelope that `docs/values.md` lists.
    #[test]
    fn envelopes() {
        let base64 = crate::value::expand("{base64:44}", "envelope").expect("a template");
        for value in [
            format!("encrypted:{base64}"),
            format!("ENC[AES256_GCM,data:{base64},iv:{base64},tag:{base64},type:str]"),
            format!("ENC[PKCS7,{base64}]"),
            format!("EJ[1:{base64}:{base64}:{base64}]"),
            format!("EV[1:{base64}:{base64}]"),
            format!("ENC({base64})"),
            format!("{{cipher}}{base64}"),
            format!("{{AES256}}{base64}"),
            format!("![{base64}]"),
            format!("${{ENC::resolver:{base64}}}"),
            format!("$ANSIBLE_VAULT;1.1;AES256\n{base64}"),
            format!("vault:v1:{base64}"),
            format!("U2FsdGVkX1{base64}"),
            format!("{base64}--{}--{}==", &base64[..16], &base64[..22]),
        ] {
            assert!(is_encrypted(value.as_bytes()), "{value}");
        }
        for value in ["encrypted:true", "plain", "AQICAHx", "a--b--c"] {
            assert!(!is_encrypted(value.as_bytes()), "{value}");
        }
        assert!(is_encrypted_file(b"\0GITCRYPT\0\x01\x02") && !is_encrypted_file(b"A=1"));
    }
}
