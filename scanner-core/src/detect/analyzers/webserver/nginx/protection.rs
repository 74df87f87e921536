//! The security headers, and which of them a response has.

use super::headers::Header;

/// A header that browsers protect a page by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::detect::analyzers) enum Protection {
    TransportSecurity,
    FrameOptions,
    ContentTypeOptions,
    ReferrerPolicy,
    PermissionsPolicy,
    ContentSecurityPolicy,
}

use Protection::*;

/// All of them.
pub(in crate::detect::analyzers) const ALL: [Protection; 6] =
    [TransportSecurity, FrameOptions, ContentTypeOptions, ReferrerPolicy, PermissionsPolicy, ContentSecurityPolicy];
/// Those that need no thought, whatever the application.
pub(in crate::detect::analyzers) const PLAIN: [Protection; 4] =
    [FrameOptions, ContentTypeOptions, ReferrerPolicy, PermissionsPolicy];

impl Protection {
    /// The header's name.
    pub(in crate::detect::analyzers) fn name(self) -> &'static str {
        match self {
            TransportSecurity => "Strict-Transport-Security",
            FrameOptions => "X-Frame-Options",
            ContentTypeOptions => "X-Content-Type-Options",
            ReferrerPolicy => "Referrer-Policy",
            PermissionsPolicy => "Permissions-Policy",
            ContentSecurityPolicy => "Content-Security-Policy",
        }
    }

    /// A value that breaks nothing, where there is one.
    pub(in crate::detect::analyzers) fn value(self) -> Option<&'static str> {
        match self {
            TransportSecurity => Some("max-age=31536000"),
            FrameOptions => Some("SAMEORIGIN"),
            ContentTypeOptions => Some("nosniff"),
            ReferrerPolicy => Some("strict-origin-when-cross-origin"),
            PermissionsPolicy => Some("camera=(self), microphone=(self), geolocation=(self)"),
            ContentSecurityPolicy => None,
        }
    }

    /// Whether a header, by its name in lower case and its value, gives this protection.
    pub(in crate::detect::analyzers) fn is_given_by(self, name: &str, value: &str) -> bool {
        let policy = name == "content-security-policy";
        let frames = self == FrameOptions && policy && (value.contains("frame-ancestors") || value.contains('$'));
        let reported = self == ContentSecurityPolicy && name == "content-security-policy-report-only";
        let before = self == PermissionsPolicy && name == "feature-policy";
        name.eq_ignore_ascii_case(self.name()) || frames || reported || before
    }

    /// Whether one of the headers gives it.
    pub(super) fn is_in(self, headers: &[Header<'_>]) -> bool {
        headers.iter().any(|header| self.is_given_by(&header.name, header.value))
    }
}

/// The protections of a response.
pub(super) fn given(headers: &[Header<'_>]) -> Vec<Protection> {
    ALL.into_iter().filter(|protection| protection.is_in(headers)).collect()
}

/// Their names.
pub(in crate::detect::analyzers) fn names(protections: &[Protection]) -> String {
    protections.iter().map(|protection| protection.name()).collect::<Vec<_>>().join(", ")
}
