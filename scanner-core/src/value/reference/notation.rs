//! The table of notations that name a place where a value is kept: by the tool that resolves them, and by how they are written.

use crate::value::starts::ByFirstByte;
use std::sync::LazyLock;

/// The way in which a notation marks its references.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// It begins so, in any case, and names something behind.
    Start(&'static str),
    /// It begins and ends so, in any case.
    Pair(&'static str, &'static str),
}

use Mark::{Pair, Start};

/// The notations, by what resolves them. Each mark is in lower case.
const NOTATIONS: &[(&str, &[Mark])] = &[
    (
        "variables of shells, Compose, Spring, Serverless, OpenTelemetry, Kafka",
        &[Start("${"), Start("$("), Start("$$")],
    ),
    ("Azure Pipelines, JSONPath", &[Start("$["), Start("$."), Start("$env:"), Start("$_env")]),
    ("Helm, Jinja, Go, Handlebars, CloudFormation's {{resolve:}}", &[Start("{{"), Start("{%")]),
    ("Go templates with other delimiters", &[Pair("[[", "]]"), Pair("<<", ">>"), Pair("[%", "%]")]),
    ("ERB, EJS, ASP, PHP", &[Start("<%"), Start("<?")]),
    ("Ruby, Spring expressions, Octopus", &[Start("#{"), Start("@{"), Start("%{")]),
    ("Maven, Rundeck, CMake", &[Pair("@", "@")]),
    ("Symfony, TeamCity, Windows", &[Pair("%env(", ")%"), Pair("%env.", "%"), Start("%(")]),
    ("Concourse", &[Start("((")]),
    (
        "YAML tags",
        &[
            Start("!ref"),
            Start("!sub"),
            Start("!getatt"),
            Start("!vault"),
            Start("!secret"),
            Start("!env"),
            Start("!var"),
            Start("!!"),
        ],
    ),
    ("Argo CD Vault Plugin", &[Pair("<path:", ">")]),
    ("Grafana", &[Start("$__file{"), Start("$__env{"), Start("$__vault{")]),
    ("Telegraf, Vector, Datadog", &[Pair("secret[", "]"), Pair("enc[", "]")]),
    ("Kong", &[Pair("{vault://", "}")]),
    (
        "AWS",
        &[
            Start("arn:"),
            Start("aws-sm://"),
            Start("aws-ssm://"),
            Start("awssm:"),
            Start("awsps:"),
            Start("awskms:"),
            Start("aws_secretsmanager"),
            Start("ssm:"),
            Start("secretsmanager:"),
            Start("ssm://"),
            Start("secretsmanager://"),
            Start("aws:ssm:"),
            Start("s3://"),
        ],
    ),
    (
        "Google Cloud",
        &[
            Start("sm://"),
            Start("gcp:"),
            Start("gcp-sm://"),
            Start("gcpsm://"),
            Start("berglas://"),
            Start("projects/"),
            Start("google:secretmanager"),
        ],
    ),
    (
        "Azure",
        &[
            Start("@microsoft.keyvault"),
            Start("keyvault"),
            Start("akv:"),
            Start("akvs://"),
            Start("azurekeyvault:"),
            Start("azure-kv://"),
            Start("secretref"),
        ],
    ),
    (
        "HashiCorp Vault and Consul",
        &[
            Start("vault:"),
            Start("vault/"),
            Start("vault+"),
            Start(">>vault:"),
            Start("consul://"),
            Start("hashivault:"),
        ],
    ),
    ("vals, helm-secrets", &[Start("ref+"), Start("secretref+"), Start("secrets://"), Start("secrets+")]),
    (
        "password managers",
        &[
            Start("op://"),
            Start("bws://"),
            Start("bitwarden://"),
            Start("keeper://"),
            Start("dashlane://"),
            Start("dl://"),
            Start("pass://"),
            Start("lastpass://"),
            Start("proton-pass://"),
        ],
    ),
    (
        "secret managers",
        &[
            Start("infisical:"),
            Start("conjur:"),
            Start("doppler"),
            Start("akeyless:"),
            Start("delinea:"),
            Start("dsv:"),
            Start("tss:"),
            Start("cyberark:"),
            Start("phase:"),
            Start("chamber:"),
            Start("sdb://"),
            Start("knox:"),
            Start("confidant:"),
        ],
    ),
    (
        "Kubernetes, Docker",
        &[
            Start("k8s:"),
            Start("kubernetes://"),
            Start("configmap:"),
            Start("docker-secret:"),
            Start("/run/secrets/"),
            Start("/var/run/secrets/"),
            Start("/etc/secrets/"),
            Start("/mnt/secrets-store/"),
            Start("/vault/secrets/"),
        ],
    ),
    (
        "variables and files by scheme",
        &[
            Start("env:"),
            Start("file:"),
            Start("fd:"),
            Start("credential:"),
            Start("credentials:"),
            Start("credentialsjson:"),
            Start("systemd-creds:"),
        ],
    ),
    (
        "variables in source code",
        &[
            Start("process.env"),
            Start("os.environ"),
            Start("os.getenv"),
            Start("getenv"),
            Start("env("),
            Start("env["),
            Start("env."),
            Start("get_env"),
            Start("system.getenv"),
            Start("system.getproperty"),
            Start("import.meta.env"),
            Start("deno.env"),
            Start("bun.env"),
        ],
    ),
    (
        "members in source code",
        &[
            Start("self."),
            Start("this."),
            Start("config."),
            Start("config["),
            Start("config("),
            Start("settings."),
            Start("params."),
            Start("ctx."),
            Start("context."),
            Start("req."),
            Start("request."),
            Start("options."),
            Start("opts."),
            Start("args."),
            Start("props."),
            Start("state."),
            Start("input."),
            Start("event."),
            Start("new "),
            Start("await "),
            Start("typeof "),
            Start("lookup("),
            Start("read_file"),
        ],
    ),
    ("Terraform", &[Start("var."), Start("local."), Start("data."), Start("module.")]),
    ("GitHub Actions", &[Start("secrets."), Start("github."), Start("steps."), Start("inputs."), Start("vars.")]),
    ("values that say there is none", &[Start("null")]),
];

/// The longest start that has to be compared.
const MAX_START_BYTES: usize = 24;

/// Whether a value is written in one of the notations.
pub(super) fn matches(value: &[u8]) -> bool {
    let mut head = [0; MAX_START_BYTES];
    let length = value.len().min(head.len());
    head[..length].copy_from_slice(&value[..length]);
    head.make_ascii_lowercase();
    let head = &head[..length];
    BY_FIRST_BYTE.of(head).iter().any(|mark| mark.is_on(head, value))
}

static BY_FIRST_BYTE: LazyLock<ByFirstByte<Mark>> = LazyLock::new(|| {
    ByFirstByte::new(NOTATIONS.iter().flat_map(|(_, marks)| *marks).map(|mark| (mark.start(), *mark)))
});

impl Mark {
    fn start(self) -> &'static str {
        match self {
            Start(start) | Pair(start, _) => start,
        }
    }

    /// Whether a value has the mark; `head` is its beginning in lower case.
    fn is_on(self, head: &[u8], value: &[u8]) -> bool {
        let start = self.start().as_bytes();
        if !head.starts_with(start) {
            return false;
        }
        match self {
            Start(_) => value.len() > start.len() || start.len() > 3,
            // Between single signs there is a name: anything else may be a password.
            Pair(_, end) => {
                value.len() > start.len() + end.len()
                    && value.ends_with(end.as_bytes())
                    && (start.len() > 1 || is_property(&value[1..value.len() - 1]))
            }
        }
    }
}

/// `db.password`, `project.version`.
fn is_property(name: &[u8]) -> bool {
    name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte)) && crate::value::is_wordy(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_in_lower_case_and_can_be_compared() {
        for mark in NOTATIONS.iter().flat_map(|(_, marks)| *marks) {
            let (Start(start) | Pair(start, _)) = mark;
            assert!(start.len() <= MAX_START_BYTES && *start == start.to_ascii_lowercase(), "{start}");
        }
    }
}
