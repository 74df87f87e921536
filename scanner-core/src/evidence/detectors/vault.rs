//! Managers of secrets: code that asks one, objects and files that only one can fill or read.

use super::Detector;
use crate::{
    context::is_compose_file,
    document::{Format, Node, code::Code},
    evidence::{Sightings, SurveyedFile},
    model::EvidenceKind,
};

/// Calls of the libraries of secrets managers.
const CALLS: &[&str] = &[
    "GetSecretValueCommand", "GetParameterCommand", "GetParametersCommand", "GetParametersByPathCommand",
    "SecretsManagerClient", "get_secret_value", "GetSecretValue", "GetSecretValueAsync", "getSecretValue",
    "SecretManagerServiceClient", "accessSecretVersion", "access_secret_version", "AccessSecretVersion",
    "SecretClient", "SecretClientBuilder", "NewSecretManagerClient", "InfisicalSDK", "InfisicalSDKClient",
    "InfisicalClient", "DopplerSDK", "AddAzureKeyVault", "AddSecretsManager", "VaultTemplate", "read_secret_version",
    "fetchSecrets",
];

/// Clients that are members of a module: the module, and what makes a client.
const CLIENTS: &[(&str, &[&str])] = &[
    ("hvac", &["Client"]),
    ("vault", &["NewClient", "New"]),
    ("secretsmanager", &["NewFromConfig", "New"]),
    ("keyvault", &["NewClient"]),
    ("azsecrets", &["NewClient"]),
];

/// Services of AWS that clients are made for by name.
const SERVICES: &[&str] = &["secretsmanager", "ssm"];

/// Objects of Kubernetes that a secrets manager fills, or that only the cluster can decrypt.
const OBJECTS: &[&str] = &[
    "ExternalSecret", "ClusterExternalSecret", "SecretProviderClass", "SealedSecret", "VaultStaticSecret",
    "VaultDynamicSecret", "SopsSecret", "OnePasswordItem", "InfisicalSecret", "DopplerSecret",
];

/// Resources and data of Terraform.
const RESOURCES: &[&str] = &[
    "aws_secretsmanager_secret", "aws_secretsmanager_secret_version", "aws_ssm_parameter",
    "google_secret_manager_secret", "google_secret_manager_secret_version", "azurerm_key_vault_secret",
    "vault_generic_secret", "vault_kv_secret_v2", "doppler_secrets",
];

pub(super) const CODE: Detector = Detector {
    keywords: &[
        "secretsmanager", "get_secret", "getsecret", "getparameter", "secretmanager", "secretclient", "accesssecret",
        "access_secret", "infisical", "doppler", "keyvault", "hvac", "vault",
    ],
    applies_to: |file| file.is_source(),
    look: |file, found| {
        let code = file.parsed.code();
        if let Some(at) = (0..code.tokens.len()).find(|at| asks(&code, *at)) {
            found.report(EvidenceKind::SecretsManager, code.span(at)).wired();
        }
    },
};

pub(super) const OBJECTS_AND_FILES: Detector = Detector {
    keywords: &[
        "externalsecret", "sealedsecret", "secretprovider", "vault", "sops", "onepassword", "infisical", "doppler",
        "secrets:", "secretsmanager", "secret_manager", "aws_ssm", "valuefrom",
    ],
    applies_to: |file| {
        file.is_in_use() && matches!(Format::for_path(file.path()), Some(Format::Yaml | Format::Json | Format::Hcl))
    },
    look: documents,
};

/// Whether a token asks a secrets manager, or makes a client that does.
fn asks(code: &Code<'_>, at: usize) -> bool {
    let (word, next) = (code.word(at), code.sign(at + 1));
    if CALLS.contains(&word) {
        return next == "(";
    }
    if word == "client" && next == "(" {
        return SERVICES.contains(&code.inner_text(at + 2));
    }
    let module = CLIENTS.iter().find(|(module, _)| *module == word && next == ".");
    module.is_some_and(|(_, makers)| makers.contains(&code.word(at + 2)) && code.sign(at + 3) == "(")
}

fn documents(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let path = file.path();
    for root in file.roots() {
        if Format::for_path(path) == Some(Format::Hcl) {
            resources(root, found);
        } else if is_compose_file(path) {
            of_services(root, found);
        } else if let Some(kind) = root.get("kind").filter(|_| root.get("apiVersion").is_some()) {
            if kind.text().is_some_and(|kind| OBJECTS.contains(&kind)) {
                found.report(EvidenceKind::SecretsManager, kind.span.clone()).wired();
            }
        } else {
            encrypted(path, root, found);
        }
    }
}

/// Secrets that compose hands to services as files, where a service takes one.
fn of_services(root: &Node, found: &mut Sightings) {
    let known = root.entries_of("secrets");
    for taken in root.entries_of("services").iter().flat_map(|service| service.value.items_of("secrets")) {
        let name = taken.text().or_else(|| taken.get("source")?.text());
        if name.is_some_and(|name| known.iter().any(|secret| secret.key == name)) {
            found.report(EvidenceKind::SecretsManager, taken.span.clone()).wired();
        }
    }
}

/// Files that SOPS has encrypted, its rules for them, and secrets of task definitions.
fn encrypted(path: &str, root: &Node, found: &mut Sightings) {
    if root.at(&["sops", "mac"]).is_some() {
        let place = root.get("sops").map_or(0..0, |sops| sops.span.clone());
        found.report(EvidenceKind::SecretsManager, place).wired();
    }
    if path.ends_with(".sops.yaml") && !root.items_of("creation_rules").is_empty() {
        found.report(EvidenceKind::SecretsManager, 0..0);
    }
    for container in root.items_of("containerDefinitions") {
        let from = container.items_of("secrets").iter().find_map(|secret| secret.get("valueFrom"));
        if let Some(from) = from {
            found.report(EvidenceKind::SecretsManager, from.span.clone()).wired();
        }
    }
}

/// Blocks of Terraform: `data "aws_secretsmanager_secret_version" "db"`.
fn resources(root: &Node, found: &mut Sightings) {
    let kinds = root.entries().iter().filter(|entry| matches!(&*entry.key, "resource" | "data"));
    for block in kinds.flat_map(|kind| kind.value.entries()).filter(|block| RESOURCES.contains(&&*block.key)) {
        found.report(EvidenceKind::SecretsManager, block.key_span.clone()).wired();
    }
}
