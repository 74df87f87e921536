//! Names of files that tell more than their words: process files of PM2, and sites of hosts below `.test`.

/// Whether a file lists processes for PM2: `ecosystem.config.js`, `pm2.config.cjs`, `process.json`. PM2 takes scripts by
/// `.config.` in their names; JSON and YAML, whose names say less, must hold a list of processes.
pub fn is_pm2_file(path: &str, text: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let mut words = stem.split(['.', '-', '_']);
    let is_named = words.clone().any(|word| word == "ecosystem" || word == "pm2");
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    match extension {
        "js" | "cjs" | "mjs" | "ts" => is_named && words.any(|word| word == "config"),
        "json" | "json5" | "yml" | "yaml" => {
            (is_named || matches!(stem, "process" | "processes" | "apps")) && has("apps") && has("script")
        }
        _ => false,
    }
}

/// Whether `.test` in a file's name is the top-level domain of a host: `shop.test.conf`, as servers' sites are named.
pub(super) fn is_for_test_host(name: &str) -> bool {
    let Some((host, ending)) = name.split_once(".test.") else { return false };
    let kind = ending.split('.').next().unwrap_or_default();
    !host.is_empty() && ["conf", "vhost", "nginx", "caddy", "caddyfile", "crt", "cer", "pem", "key"].contains(&kind)
}
