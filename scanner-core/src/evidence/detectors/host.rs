//! The server itself: its services, firewall, access by SSH, limits, and where uploads are kept.

use super::Detector;
use crate::{
    context::{is_compose_file, is_env_file},
    document::{Entry, Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{call::Call, calls, text::lines, tree},
    },
    model::{EvidenceKind, words},
};

/// Commands that set something up on a server: the program, its arguments, and whether it is on from then.
const COMMANDS: &[(EvidenceKind, &str, &[&str], bool)] = &[
    (EvidenceKind::Fail2ban, "systemctl", &["enable", "fail2ban"], true),
    (EvidenceKind::Fail2ban, "systemctl", &["start", "fail2ban"], true),
    (EvidenceKind::Firewall, "firewall-cmd", &["--permanent"], false),
    (EvidenceKind::Firewall, "iptables", &["-A"], false),
    (EvidenceKind::Firewall, "nft", &["-f"], true),
    (EvidenceKind::Firewall, "systemctl", &["enable", "firewalld"], true),
    (EvidenceKind::Firewall, "systemctl", &["enable", "nftables"], true),
    (EvidenceKind::Firewall, "ufw", &["allow"], false),
    (EvidenceKind::Firewall, "ufw", &["enable"], true),
    (EvidenceKind::ServerLimits, "swapon", &[], true),
    (EvidenceKind::ServerLimits, "sysctl", &["-p"], true),
    (EvidenceKind::ServerLimits, "sysctl", &["--system"], true),
    (EvidenceKind::ServerLimits, "sysctl", &["-w"], true),
    (EvidenceKind::ServerLimits, "systemctl", &["enable", "chrony"], true),
    (EvidenceKind::ServerLimits, "timedatectl", &["set-ntp", "true"], true),
    (EvidenceKind::ServerLimits, "ulimit", &["-n"], true),
];

/// Resources of Terraform that are firewalls.
const FIREWALLS: &[&str] = &[
    "aws_network_acl", "aws_security_group", "azurerm_network_security_group", "digitalocean_firewall",
    "google_compute_firewall", "hcloud_firewall", "linode_firewall", "vultr_firewall_group",
];

/// Values of `FILESYSTEM_DISK` and the like that are object storage.
const OBJECT_STORES: &[&str] = &["s3", "minio", "gcs", "azure", "r2", "spaces"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "execstart", "ufw", "iptables", "firewall", "security_group", "nft", "fail2ban", "sshd",
        "passwordauthentication", "swapon", "sysctl", "ulimit", "nofile", "timedatectl", "chrony", "filesystem",
        "upload", "media",
    ],
    applies_to: |file| {
        let format = Format::for_path(file.path());
        let is_plain = format.is_none() && file.path().contains("limits");
        file.is_in_use() && (format.is_some_and(|format| format != Format::Json) || is_plain || calls::is_script(file))
    },
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let path = file.path();
    if path.ends_with(".service") {
        return unit(file, found);
    }
    if is_env_file(path) {
        return disks(file, found);
    }
    for call in calls::calls(file) {
        command(call, found);
    }
    for root in file.roots() {
        by_resource(root, found);
        files(file, root, found);
        if is_compose_file(path) {
            root.entries_of("services").iter().for_each(|service| by_service(&service.value, found));
        }
    }
    if path.contains("limits.conf") || path.contains("limits.d/") {
        limits(file, found);
    }
}

/// A unit of systemd that runs the program: wired if it starts with the server, and again after a failure. One that ends
/// by itself, or that a timer starts, is a job.
fn unit(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(root) = file.parsed.root() else { return };
    let timer = format!("{}.timer", file.split().1.trim_end_matches(".service"));
    let service = root.get("Service").filter(|service| service.get("Type").and_then(Node::text) != Some("oneshot"));
    let Some(start) = service.and_then(|service| service.entry("ExecStart")).filter(|_| !file.has_beside(&timer))
    else {
        return;
    };
    let is_installed = root.at(&["Install", "WantedBy"]).is_some();
    let restart = service.and_then(|service| service.get("Restart")).and_then(Node::text);
    let sighting = found.report(EvidenceKind::ServiceUnit, start.key_span.clone());
    if is_installed && restart.is_some_and(|policy| policy != "no") {
        sighting.wired();
    }
    if let Some(limit) = service.and_then(|service| service.entry("LimitNOFILE")) {
        found.report(EvidenceKind::ServerLimits, limit.key_span.clone()).wired();
    }
}

fn command(call: &Call, found: &mut Sightings) {
    for (kind, program, arguments, is_on) in COMMANDS {
        if call.runs(program, arguments) {
            let sighting = found.report(*kind, call.span.clone());
            if *is_on {
                sighting.wired();
            }
        }
    }
    // `sed -i 's/#PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config`
    let edits = call.words.iter().any(|word| word.contains("sshd_config"));
    let forbids = call.words.iter().any(|word| word.contains("PasswordAuthentication no"));
    if edits && forbids {
        found.report(EvidenceKind::SshKeysOnly, call.span.clone()).wired();
    }
}

fn by_resource(root: &Node, found: &mut Sightings) {
    for (_, resource) in tree::resources(root).into_iter().filter(|(kind, _)| FIREWALLS.contains(kind)) {
        found.report(EvidenceKind::Firewall, resource.key_span.clone()).wired();
    }
}

/// Files of the server's own programs.
fn files(file: &SurveyedFile<'_>, root: &Node, found: &mut Sightings) {
    let (path, name) = (file.path(), file.split().1);
    let first = |kind: EvidenceKind, entry: Option<&Entry>, found: &mut Sightings| {
        entry.into_iter().for_each(|entry| {
            found.report(kind, entry.key_span.clone()).wired();
        });
    };
    if name == "sshd_config" || path.contains("sshd_config.d/") {
        let keys_only = |entry: &&Entry| entry.key == "PasswordAuthentication" && entry.value.text() == Some("no");
        first(EvidenceKind::SshKeysOnly, root.entries().iter().find(keys_only), found);
    }
    if name.starts_with("jail.") || path.contains("jail.d/") {
        let is_enabled = |entry: &&Entry| entry.value.get("enabled").and_then(Node::text) == Some("true");
        first(EvidenceKind::Fail2ban, root.entries().iter().find(is_enabled), found);
    }
    if name == "sysctl.conf" || path.contains("sysctl.d/") {
        first(EvidenceKind::ServerLimits, root.entries().first(), found);
    }
}

/// Limits of compose, and volumes that keep uploads when the container is replaced.
fn by_service(service: &Node, found: &mut Sightings) {
    if let Some(limits) = service.entry("ulimits").filter(|limits| !limits.value.is_null()) {
        found.report(EvidenceKind::ServerLimits, limits.key_span.clone()).wired();
    }
    for volume in service.items_of("volumes") {
        let target = volume.get("target").and_then(Node::text).or_else(|| volume.text()?.split(':').nth(1));
        let is_upload = |word: &String| matches!(word.as_str(), "upload" | "uploads" | "media");
        if target.is_some_and(|target| words(target.as_bytes()).iter().any(is_upload)) {
            found.report(EvidenceKind::SharedUploads, volume.span.clone());
        }
    }
}

/// The store of a framework's files: `FILESYSTEM_DISK=s3`.
fn disks(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for setting in file.parsed.settings().list {
        let is_disk = matches!(
            &*setting.name,
            "FILESYSTEM_DISK"
                | "FILESYSTEM_DRIVER"
                | "FILESYSTEM_CLOUD"
                | "STORAGE_DRIVER"
                | "ACTIVE_STORAGE_SERVICE"
                | "UPLOAD_DRIVER"
        );
        if is_disk && OBJECT_STORES.contains(&setting.text.to_ascii_lowercase().as_str()) {
            found.report(EvidenceKind::SharedUploads, setting.key.clone()).wired();
        }
    }
}

/// `www-data soft nofile 65535`
fn limits(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let sets = |line: &str| !line.trim_start().starts_with('#') && line.split_whitespace().any(|word| word == "nofile");
    if let Some((at, line)) = lines(file.parsed.text()).find(|(_, line)| sets(line)) {
        found.report(EvidenceKind::ServerLimits, at..at + line.len()).wired();
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn units() {
        const UNIT: &str = "[Service]\nExecStart=/usr/bin/node dist/main.js\nRestart=always\n";
        all(&[
            (&[("deploy/shop.service", UNIT)], &["service-unit present deploy/shop.service:2"]),
            (
                &[(
                    "deploy/shop.service",
                    "[Service]\nExecStart=/srv/shop\nRestart=on-failure\n[Install]\nWantedBy=multi-user.target\n",
                )],
                &["service-unit wired deploy/shop.service:2"],
            ),
            (&[("deploy/shop.service", UNIT), ("deploy/shop.timer", "[Timer]\nOnCalendar=daily\n")], &[]),
            (&[("deploy/shop.service", "[Service]\n# ExecStart=/usr/bin/node dist/main.js\n")], &[]),
        ]);
    }

    #[test]
    fn servers() {
        all(&[
            (
                &[(
                    "setup.sh",
                    "ufw allow 443\nufw --force enable\nsystemctl enable --now fail2ban\nswapon /swapfile\n",
                )],
                &[
                    "fail2ban wired setup.sh:3", "firewall wired setup.sh:2", "firewall present setup.sh:1",
                    "server-limits wired setup.sh:4",
                ],
            ),
            (&[("setup.sh", "# ufw enable\napt-get install -y ufw fail2ban\necho sysctl -p\n")], &[]),
            (
                &[(
                    "setup.sh",
                    "sed -i 's/^#*PasswordAuthentication .*/PasswordAuthentication no/' /etc/ssh/sshd_config\n",
                )],
                &["ssh-keys-only wired setup.sh:1"],
            ),
            (&[("etc/ssh/sshd_config", "PasswordAuthentication no\n")], &["ssh-keys-only wired etc/ssh/sshd_config:1"]),
            (&[("etc/ssh/sshd_config", "#PasswordAuthentication no\nPasswordAuthentication yes\n")], &[]),
            (&[("etc/fail2ban/jail.conf", "[sshd]\nenabled = true\n")], &["fail2ban wired etc/fail2ban/jail.conf:1"]),
            (&[("a.tf", "resource \"hcloud_firewall\" \"web\" {\n}\n")], &["firewall wired a.tf:1"]),
            (
                &[("etc/security/limits.conf", "# * soft nofile 1\nshop soft nofile 65535\n")],
                &["server-limits wired etc/security/limits.conf:2"],
            ),
        ]);
    }

    #[test]
    fn uploads() {
        all(&[
            (&[(".env.production", "FILESYSTEM_DISK=s3\n")], &["shared-uploads wired .env.production:1"]),
            (&[(".env.production", "FILESYSTEM_DISK=local\n")], &[]),
            (
                &[(
                    "compose.yml",
                    "services:\n  api:\n    volumes:\n      - files:/app/uploads\n      - ./src:/app/src\n",
                )],
                &["shared-uploads present compose.yml:4"],
            ),
        ]);
    }
}
