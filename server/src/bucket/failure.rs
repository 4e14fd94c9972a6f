//! What came back instead of an answer, before it is put into words: the one error that crosses `object_store` and is
//! found again in its chain of causes.

use super::BucketErrorKind;
use std::error::Error;
use std::time::Duration;

/// One failed request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    #[error("the store answered {status} {code}")]
    Refused {
        status: u16,
        /// The store's own name of the error; empty if it gave none.
        code: String,
        /// Where the bucket is, if the store says so.
        region: Option<String>,
        retry_after: Option<Duration>,
    },
    #[error("{0}")]
    NotConnected(NotConnected),
    #[error("no answer in time")]
    TimedOut,
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The source of the credentials did not answer, or with nothing.
    #[error("{0}")]
    NoCredentials(String),
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotConnected {
    #[error("the connection was refused")]
    Refused,
    #[error("its host name is not known")]
    UnknownHost,
    #[error("its certificate is not trusted ({0})")]
    Certificate(String),
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// The failure at the bottom of an error, if one of ours is there.
    pub(super) fn within(error: &(dyn Error + 'static)) -> Option<Self> {
        causes(error).find_map(|cause| cause.downcast_ref::<Self>()).cloned()
    }

    /// Why there are no credentials to sign with.
    pub(super) fn no_credentials(error: &object_store::Error) -> Self {
        let why = Self::within(error).map(|failure| failure.to_string());
        Self::NoCredentials(why.unwrap_or_else(|| "their source refused".to_owned()))
    }

    /// Reads the transport's error.
    pub(super) fn of_transport(error: &(dyn Error + 'static)) -> Self {
        let http = causes(error).find_map(|cause| cause.downcast_ref::<reqwest::Error>());
        if http.is_some_and(reqwest::Error::is_timeout) {
            return Self::TimedOut;
        }
        let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
        let wire = causes(error).find_map(|cause| cause.downcast_ref::<hyper_util::client::legacy::Error>());
        let connecting =
            http.is_some_and(reqwest::Error::is_connect) || wire.is_some_and(|error| error.is_connect());
        if !connecting {
            return Self::Broken(text);
        }
        Self::NotConnected(not_connected(error, text))
    }

    /// Asking again may help.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
            Self::NotConnected(why) => !matches!(why, NotConnected::Certificate(_)),
            Self::TimedOut | Self::Broken(_) => true,
            Self::NoCredentials(_) => false,
        }
    }

    /// Too many requests, says the store.
    pub(super) fn is_throttling(&self) -> bool {
        matches!(self, Self::Refused { .. }) && self.kind() == BucketErrorKind::Throttled
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    pub(super) fn kind(&self) -> BucketErrorKind {
        match self {
            Self::Refused { status, code, region, .. } => refused_kind(*status, code, region.is_some()),
            Self::NotConnected(_) | Self::Broken(_) => BucketErrorKind::Unreachable,
            Self::TimedOut => BucketErrorKind::TimedOut,
            Self::NoCredentials(_) => BucketErrorKind::Credentials,
        }
    }
}

/// The status says less than the code: S3 answers 400 and 403 to many different things.
fn refused_kind(status: u16, code: &str, knows_region: bool) -> BucketErrorKind {
    use BucketErrorKind as Kind;
    match code {
        "NoSuchBucket" => return Kind::NoSuchBucket,
        "NoSuchKey" => return Kind::NoSuchObject,
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "ExpiredToken"
        | "InvalidToken"
        | "InvalidSecurity"
        | "TokenRefreshRequired"
        | "RequestTimeTooSkewed"
        | "AuthenticationRequired"
        | "UserProjectMissing"
        | "NotSignedUp"
        | "InvalidClientTokenId"
        | "MissingSecurityHeader"
        | "MissingAuthenticationToken" => {
            return Kind::Credentials;
        }
        "PermanentRedirect" | "TemporaryRedirect" | "IllegalLocationConstraintException" => {
            return Kind::WrongRegion;
        }
        "AuthorizationHeaderMalformed" if knows_region => return Kind::WrongRegion,
        "AuthorizationHeaderMalformed" => return Kind::Credentials,
        "InvalidBucketName" | "KeyTooLongError" | "NotImplemented" | "InvalidObjectName" => {
            return Kind::Invalid;
        }
        "SlowDown" | "ServiceUnavailable" | "Throttling" | "RequestLimitExceeded" => return Kind::Throttled,
        "RequestTimeout" => return Kind::TimedOut,
        _ => {}
    }
    match status {
        301 | 307 | 308 => Kind::WrongRegion,
        401 => Kind::Credentials,
        403 => Kind::Forbidden,
        404 => Kind::NoSuchObject,
        409 | 412 => Kind::Changed,
        416 => Kind::OutOfRange,
        429 | 503 => Kind::Throttled,
        408 | 504 => Kind::TimedOut,
        400 | 405 | 501 => Kind::Invalid,
        _ => Kind::Other,
    }
}

fn not_connected(error: &(dyn Error + 'static), text: String) -> NotConnected {
    let io = causes(error).find_map(|cause| cause.downcast_ref::<std::io::Error>());
    if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused) {
        return NotConnected::Refused;
    }
    let whole: Vec<String> = causes(error).map(ToString::to_string).collect();
    let says = |part: &str| whole.iter().any(|line| line.contains(part));
    if says("dns error") || says("failed to lookup address") {
        NotConnected::UnknownHost
    } else if says("certificate") {
        NotConnected::Certificate(text)
    } else {
        NotConnected::Other(text)
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn what_a_store_answers_becomes_what_a_caller_decides_with() {
        use BucketErrorKind as Kind;
        for (status, code, kind) in [
            (404, "NoSuchBucket", Kind::NoSuchBucket),
            (404, "NoSuchKey", Kind::NoSuchObject),
            (404, "", Kind::NoSuchObject),
            (403, "AccessDenied", Kind::Forbidden),
            (403, "InvalidAccessKeyId", Kind::Credentials),
            (403, "SignatureDoesNotMatch", Kind::Credentials),
            (400, "ExpiredToken", Kind::Credentials),
            (301, "PermanentRedirect", Kind::WrongRegion),
            (412, "PreconditionFailed", Kind::Changed),
            (409, "ConditionalRequestConflict", Kind::Changed),
            (416, "InvalidRange", Kind::OutOfRange),
            (503, "SlowDown", Kind::Throttled),
            (500, "InternalError", Kind::Other),
        ] {
            let failure = Failure::Refused { status, code: code.into(), region: None, retry_after: None };
            assert_eq!(failure.kind(), kind, "{status} {code}");
        }
    }

    #[test]
    fn a_malformed_authorization_that_names_a_region_is_a_wrong_region() {
        let code = "AuthorizationHeaderMalformed".to_owned();
        let region = Some("eu-west-1".to_owned());
        let failure = Failure::Refused { status: 400, code, region, retry_after: None };
        assert_eq!(failure.kind(), BucketErrorKind::WrongRegion);
    }
}
