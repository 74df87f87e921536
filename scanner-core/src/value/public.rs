//! Identifiers that are made to be public: keys for browsers, addresses on chains, public keys.

use super::starts::ByFirstByte;
use std::sync::LazyLock;

/// Beginnings of public keys and client identifiers, by vendor.
const STARTS: &[(&str, &[&str])] = &[
    ("PostHog project key", &["phc_"]),
    ("Stripe, Clerk, Paystack publishable key", &["pk_live_", "pk_test_"]),
    ("Supabase publishable key", &["sb_publishable_"]),
    ("Mapbox public token", &["pk.eyJ"]),
    ("Flutterwave public key", &["FLWPUBK-", "FLWPUBK_TEST-"]),
    ("Midtrans client key", &["Mid-client-", "SB-Mid-client-"]),
    ("Xendit public key", &["xnd_public_"]),
    ("Square application id", &["sq0idp-", "sandbox-sq0idb-"]),
    ("Razorpay key id", &["rzp_live_", "rzp_test_"]),
    ("Mercado Pago and others, public key", &["APP_USR-PUBLIC-"]),
    ("PayPal checkout", &["EC-"]),
    ("Google measurement id", &["G-", "UA-", "GTM-"]),
    ("age public key", &["age1"]),
    (
        "Minisign and SSH public key",
        &["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-", "AAAAB3NzaC1", "AAAAC3NzaC1"],
    ),
    (
        "PEM public key and certificate",
        &["-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN RSA PUBLIC KEY-----"],
    ),
    ("addresses of Bitcoin, Cosmos, Cardano", &["bc1", "tb1", "cosmos1", "osmo1", "addr1", "stake1"]),
    ("Nostr public key", &["npub1"]),
    ("IPFS, decentralized identifiers", &["bafy", "bafk", "did:"]),
];

/// The fewest characters behind a beginning.
const MIN_REST_BYTES: usize = 8;
/// The digits of an address on Ethereum and alike, in hexadecimal.
const ADDRESS_DIGITS: usize = 40;

/// Whether a value is public by its form.
pub(super) fn is_public(value: &[u8]) -> bool {
    let starts = |start: &&str| value.starts_with(start.as_bytes()) && value.len() >= start.len() + MIN_REST_BYTES;
    BY_FIRST_BYTE.of(value).iter().any(|start| starts(start) && has_form(start, value)) || is_address(value)
}

static BY_FIRST_BYTE: LazyLock<ByFirstByte<&'static str>> =
    LazyLock::new(|| ByFirstByte::new(STARTS.iter().flat_map(|(_, starts)| *starts).map(|start| (*start, *start))));

/// Short beginnings could be chance: what follows has a form of its own.
fn has_form(start: &str, value: &[u8]) -> bool {
    let rest = &value[start.len()..];
    match start {
        "G-" | "UA-" | "GTM-" => {
            rest.len() <= 12
                && rest.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'-')
        }
        "EC-" => rest.len() == 17 && rest.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        // Bech32: small letters and digits without `1`, `b`, `i`, `o`.
        "bc1" | "tb1" | "age1" | "npub1" | "cosmos1" | "osmo1" | "addr1" | "stake1" => {
            rest.len() >= 30
                && rest.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
                && !rest.iter().any(|byte| b"1bio".contains(byte))
        }
        "bafy" | "bafk" => {
            rest.len() >= 40 && rest.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        }
        _ => true,
    }
}

/// `0x` and 40 hexadecimal digits.
fn is_address(value: &[u8]) -> bool {
    let hex = |digits: &[u8]| digits.len() == ADDRESS_DIGITS && digits.iter().all(u8::is_ascii_hexdigit);
    value.strip_prefix(b"0x").is_some_and(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_values() {
        for template in [
            "phc_{alnum:43}",
            "pk_live_{alnum:24}",
            "sb_publishable_{alnum:24}",
            "0x{hex:40}",
            "age1{\"qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgp\"}",
            "G-{uppernum:10}",
        ] {
            let value = crate::value::expand(template, "public").expect("a template");
            assert!(is_public(value.as_bytes()), "{value}");
        }
        for template in ["phx_{alnum:43}", "sk_live_{alnum:24}", "0x{hex:64}", "G-{alnum:30}", "bc1{alnum:20}"] {
            let value = crate::value::expand(template, "secret").expect("a template");
            assert!(!is_public(value.as_bytes()), "{value}");
        }
    }
}
