//! Names of instructions.

/// The name of an instruction, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keyword {
    /// `ADD`
    Add,
    /// `ARG`
    Arg,
    /// `CMD`
    Cmd,
    /// `COPY`
    Copy,
    /// `ENTRYPOINT`
    Entrypoint,
    /// `ENV`
    Env,
    /// `FROM`
    From,
    /// `HEALTHCHECK`
    Healthcheck,
    /// `ONBUILD`
    Onbuild,
    /// `RUN`
    Run,
    /// `USER`
    User,
    /// `WORKDIR`
    Workdir,
    /// Any other.
    Other,
}

impl Keyword {
    /// The keyword of a name in any case.
    pub(super) fn of(name: &str) -> Self {
        match &*name.to_ascii_uppercase() {
            "ADD" => Keyword::Add,
            "ARG" => Keyword::Arg,
            "CMD" => Keyword::Cmd,
            "COPY" => Keyword::Copy,
            "ENTRYPOINT" => Keyword::Entrypoint,
            "ENV" => Keyword::Env,
            "FROM" => Keyword::From,
            "HEALTHCHECK" => Keyword::Healthcheck,
            "ONBUILD" => Keyword::Onbuild,
            "RUN" => Keyword::Run,
            "USER" => Keyword::User,
            "WORKDIR" => Keyword::Workdir,
            _ => Keyword::Other,
        }
    }
}
