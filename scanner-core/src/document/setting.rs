//! Settings: keys with their values, in whatever syntax.

use super::{EnvCondition, ParseProblem};
use crate::rule::CredentialName;
use std::{borrow::Cow, fmt, ops::Range};

/// All settings of a file.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// The settings in the order of the text.
    pub list: Vec<Setting<'a>>,
    /// The syntax error, if the file could not be parsed. Settings found line by line are still listed.
    pub problem: Option<ParseProblem>,
}

/// A key and its value. Commented-out settings are not included.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting<'a> {
    /// The last part of the key: `JWT_SECRET`, `secure`. For a fallback, the name that is looked up: `SECRET` in `jwt:
    /// process.env.SECRET || 'x'`.
    pub name: Cow<'a, str>,
    /// The whole key, with its parts joined by dots: `services.api.environment.JWT_SECRET`, `session.cookie.secure`.
    /// For a fallback, it ends in the name that is looked up.
    pub path: String,
    /// For a fallback, the key that receives the value if it has another name: `jwt` in the example above.
    pub receiver: Option<Cow<'a, str>>,
    /// The bytes of the name in the text.
    pub key: Range<usize>,
    /// The bytes of the value in the text, without quotes; for an encoded value, the encoded bytes.
    pub value: Range<usize>,
    /// The value as the program reads it: unquoted, unescaped and decoded, with interpolation left as written.
    pub text: Cow<'a, str>,
    /// The syntax.
    pub syntax: Syntax,
    /// The scope in which it applies.
    pub scope: Scope,
}

/// Syntax of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Syntax {
    /// `KEY=value` of an env file.
    Dotenv,
    /// `key: value` of YAML, except where a more specific syntax applies.
    Yaml,
    /// `"key": value` of JSON, likewise.
    Json,
    /// `key = value` of TOML, likewise.
    Toml,
    /// `key = value` of INI, with or without a section.
    Ini,
    /// `key=value` or `key: value` of Java.
    Properties,
    /// `export KEY=value`, `KEY=value`, `${KEY:-value}` in a script.
    Shell,
    /// `environment:` of a compose service, as a map or a list, and `build.args`.
    ComposeEnvironment,
    /// `ENV` of a Dockerfile.
    DockerfileEnv,
    /// `ARG` of a Dockerfile.
    DockerfileArg,
    /// `env:` of a Kubernetes container; also lists of `name` and `value` in other manifests and task definitions.
    KubernetesEnv,
    /// `data` of a ConfigMap.
    ConfigMap,
    /// `data` (decoded) or `stringData` of a Secret.
    SecretManifest,
    /// `Environment=` of a systemd unit.
    Systemd,
    /// `env` and `env_*` of a PM2 ecosystem file.
    Pm2,
    /// `key = value` of HCL, and `default` of a Terraform variable.
    Tfvars,
    /// Values of a Helm chart.
    HelmValues,
    /// `env:` of a workflow, a job or a step.
    WorkflowEnv,
    /// A key or a variable that source code sets: `DEBUG = True`, `'key' => 'x'`, `cookie: { secure: false }`.
    Assignment,
    /// A fallback literal in source code: `process.env.X || 'literal'`, `env('X', 'literal')`, a schema's
    /// `.default('literal')`.
    Fallback,
    /// A literal given to a call or an option that is known to take a credential of this class, or an address that can
    /// have a password in it if it has no class: `jwt.sign(claims, 'literal')`, `session({ secret: 'literal' })`.
    Argument(Option<CredentialName>),
}

/// The scope of a setting: facts needed to assess it beside its key and value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The environment of this part of the file, in lower case and as written: `production` of `env_production`, of a
    /// Spring profile, of a section of Rails' or PHP's configuration; the namespace of a manifest.
    pub environment: Option<String>,
    /// The owner of the setting: the compose service, the Kubernetes object, the PM2 app, the stage, the job.
    pub owner: Option<String>,
    /// Whether this is the value itself or a default.
    pub origin: Origin,
    /// The condition on the environment around it.
    pub condition: EnvCondition,
    /// Whether no program is given the value: another line of its key counts, or what reads the file passes it over.
    pub is_inert: bool,
}

/// Origin of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The value itself.
    #[default]
    Given,
    /// A value that is used where no other is given: `${X:-literal}`, `process.env.X || 'literal'`, `ARG X=literal`.
    Default,
}

impl Setting<'_> {
    /// The names under which programs know the value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.receiver.as_deref())
    }
}

/// Shows no value: it may be a secret.
impl fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("path", &self.path)
            .field("receiver", &self.receiver)
            .field("key", &self.key)
            .field("value", &self.value)
            .field("text", &"***")
            .field("syntax", &self.syntax)
            .field("scope", &self.scope)
            .finish()
    }
}
