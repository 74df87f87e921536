//! A setting: a key that is given a value, in whatever syntax.

use super::{EnvCondition, ParseProblem};
use std::{borrow::Cow, fmt, ops::Range};

/// All settings of a file.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// In order of place.
    pub list: Vec<Setting<'a>>,
    /// Why the file could not be parsed as what it should be. What a reader of single lines found is still in the list.
    pub problem: Option<ParseProblem>,
}

/// A key and the value it is given. Commented-out ones are none.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting<'a> {
    /// The last part of the key: `JWT_SECRET`, `secure`. For the default of a look-up the name that is looked up:
    /// `SECRET` in `jwt: process.env.SECRET || 'x'`.
    pub name: Cow<'a, str>,
    /// The whole key, parts joined by dots: `services.api.environment.JWT_SECRET`, `session.cookie.secure`. For the
    /// default of a look-up it ends in the name looked up.
    pub path: String,
    /// For the default of a look-up, the key that the value is handed to, where it has another name: `jwt` above.
    pub receiver: Option<Cow<'a, str>>,
    /// The bytes of the name in the text.
    pub key: Range<usize>,
    /// The bytes of the value in the text, without quotes; of an encoded value the encoded ones.
    pub value: Range<usize>,
    /// The value as the program reads it: unquoted, unescaped, decoded; interpolation is left as it was written.
    pub text: Cow<'a, str>,
    /// How it is written.
    pub syntax: Syntax,
    /// For whom, and when, it holds.
    pub scope: Scope,
}

/// The syntax a setting is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Syntax {
    /// `KEY=value` of an env file.
    Dotenv,
    /// `key: value`, in no place that has a syntax of its own here.
    Yaml,
    /// `"key": value`, likewise.
    Json,
    /// `key = value`, likewise.
    Toml,
    /// `key = value` in a section, perhaps.
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
    /// `env:` of a container in Kubernetes, also with `name` and `value` in other manifests and task definitions.
    KubernetesEnv,
    /// `data` of a ConfigMap.
    ConfigMap,
    /// `data` (decoded) or `stringData` of a Secret.
    SecretManifest,
    /// `Environment=` of a unit.
    Systemd,
    /// `env` and `env_*` of a PM2 ecosystem.
    Pm2,
    /// `key = value` of HCL, and `default` of a Terraform variable.
    Tfvars,
    /// Values of a Helm chart.
    HelmValues,
    /// `env:` of a workflow, a job or a step.
    WorkflowEnv,
    /// A key or a variable that source code sets: `DEBUG = True`, `'key' => 'x'`, `cookie: { secure: false }`.
    Assignment,
    /// The literal that source code falls back to: `process.env.X || 'literal'`, `env('X', 'literal')`, a schema's
    /// `.default('literal')`.
    Fallback,
}

/// What is needed to judge a setting beside its key and value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The environment that this part of the file is for, in lower case and as it is written there: `production` of
    /// `env_production`, of a Spring profile, of a section of Rails' or PHP's configuration; the namespace of a manifest.
    pub environment: Option<String>,
    /// What the setting is for: the compose service, the Kubernetes object, the PM2 app, the stage, the job.
    pub owner: Option<String>,
    /// Whether this is the value, or what is used where none is given.
    pub origin: Origin,
    /// The condition on the environment around it.
    pub condition: EnvCondition,
}

/// Whether a value is the one that is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The value itself.
    #[default]
    Given,
    /// What is used where nothing else is given: `${X:-literal}`, `process.env.X || 'literal'`, `ARG X=literal`.
    Default,
}

impl<'a> Setting<'a> {
    /// The names under which programs know the value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.receiver.as_deref())
    }

    /// Detaches the setting from the text it was read from.
    pub fn into_owned(self) -> Setting<'static> {
        Setting {
            name: Cow::Owned(self.name.into_owned()),
            path: self.path,
            receiver: self.receiver.map(|name| Cow::Owned(name.into_owned())),
            key: self.key,
            value: self.value,
            text: Cow::Owned(self.text.into_owned()),
            syntax: self.syntax,
            scope: self.scope,
        }
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
