//! Failures in words: what was tried, on which bucket and key, why it failed, what to do.

use super::failure::{Failure, NotConnected};
use super::{BucketError, BucketErrorKind};
use app::model::storage::StorageKind;

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    List,
    Read,
    Write,
    Delete,
    Sign,
}

impl Act {
    const fn verb(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Sign => "sign a URL for",
        }
    }

    /// The permission by the cloud's own name.
    pub(super) const fn permission(self, kind: StorageKind) -> &'static str {
        match (kind, self) {
            (StorageKind::Gcs, Self::List) => "storage.objects.list",
            (StorageKind::Gcs, Self::Read) => "storage.objects.get",
            (StorageKind::Gcs, Self::Write) => {
                "storage.objects.create and storage.objects.delete (to overwrite)"
            }
            (StorageKind::Gcs, Self::Delete) => "storage.objects.delete",
            (StorageKind::Gcs, Self::Sign) => "iam.serviceAccounts.signBlob",
            (_, Self::List) => "s3:ListBucket",
            (_, Self::Read | Self::Sign) => "s3:GetObject",
            (_, Self::Write) => "s3:PutObject",
            (_, Self::Delete) => "s3:DeleteObject",
        }
    }
}

/// Where and what: everything a sentence needs beside the failure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) act: Act,
    pub(super) kind: StorageKind,
    pub(super) endpoint: &'a str,
    pub(super) bucket: &'a str,
    /// `s3://bucket/key`.
    pub(super) uri: &'a str,
    pub(super) region: Option<&'a str>,
}

impl Scene<'_> {
    pub(super) fn error(&self, failure: &Failure) -> BucketError {
        let kind = match (self.act, failure.kind()) {
            // Nothing but the bucket itself can be missing when it is listed.
            (Act::List, BucketErrorKind::NoSuchObject) => BucketErrorKind::NoSuchBucket,
            (_, kind) => kind,
        };
        BucketError::new(kind, self.sentence(kind, failure)).after(failure.retry_after())
    }

    fn sentence(&self, kind: BucketErrorKind, failure: &Failure) -> String {
        use BucketErrorKind as Kind;
        let Self { act, bucket, endpoint, uri, .. } = *self;
        let verb = act.verb();
        match kind {
            Kind::NoSuchObject => format!("{uri} does not exist"),
            Kind::NoSuchBucket => {
                format!(
                    "there is no bucket \"{bucket}\" at {endpoint}: create it, or correct the bucket's name"
                )
            }
            Kind::Forbidden => format!(
                "not allowed to {verb} {uri}{}: give the storage's credentials the permission {}",
                reason(failure),
                act.permission(self.kind)
            ),
            Kind::Credentials => format!("cannot {verb} {uri}: {}", self.credentials(failure)),
            Kind::WrongRegion => self.wrong_region(failure),
            Kind::Changed => format!("{uri} was not written, for it is not what it was{}", reason(failure)),
            Kind::OutOfRange => format!("the range asked for lies beyond the end of {uri}"),
            Kind::Unreachable => format!("cannot {verb} {uri}: {}", self.unreachable(failure)),
            Kind::Throttled => {
                format!(
                    "cannot {verb} {uri} now: {endpoint} is too busy{}; it will be tried again",
                    reason(failure)
                )
            }
            Kind::TimedOut => format!("cannot {verb} {uri} now: {endpoint} did not answer in time"),
            Kind::Invalid | Kind::Other => {
                format!("cannot {verb} {uri}: {endpoint} refused it{}", reason(failure))
            }
        }
    }

    fn credentials(&self, failure: &Failure) -> String {
        let how = match self.kind {
            StorageKind::Gcs => {
                "name a service account's file in GOOGLE_APPLICATION_CREDENTIALS, or give its JSON to the storage"
            }
            _ => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or give the storage keys of its own"
            }
        };
        let Failure::Refused { code, .. } = failure else {
            return format!("no credentials were found ({failure}); {how}");
        };
        let endpoint = self.endpoint;
        match code.as_str() {
            "InvalidAccessKeyId" => format!("{endpoint} does not know the access key; {how}"),
            "SignatureDoesNotMatch" => format!("the secret key does not belong to the access key; {how}"),
            "ExpiredToken" | "TokenRefreshRequired" => format!("the session token has expired; {how}"),
            "RequestTimeTooSkewed" => "this machine's clock is wrong: set it right".to_owned(),
            _ => format!("{endpoint} does not accept the credentials{}; {how}", reason(failure)),
        }
    }

    fn wrong_region(&self, failure: &Failure) -> String {
        let bucket = self.bucket;
        let not = self.region.map(|region| format!(", not in {region}")).unwrap_or_default();
        match failure {
            Failure::Refused { region: Some(region), .. } => {
                format!(
                    "the bucket \"{bucket}\" is in the region {region}{not}: set the storage's region to {region}"
                )
            }
            _ => format!(
                "the bucket \"{bucket}\" is in another region{not}: set the storage's region to its own"
            ),
        }
    }

    fn unreachable(&self, failure: &Failure) -> String {
        let endpoint = self.endpoint;
        match failure {
            Failure::NotConnected(NotConnected::Refused) => {
                format!("nothing answers at {endpoint} (connection refused); is it running?")
            }
            Failure::NotConnected(NotConnected::UnknownHost) => {
                format!("the host of {endpoint} is not known; check its spelling, or this machine's network")
            }
            Failure::NotConnected(NotConnected::Certificate(why)) => format!(
                "the certificate of {endpoint} is not trusted ({why}); if its CA is your own or this machine has none, \
                 name a file of certificates in SSL_CERT_FILE"
            ),
            other => format!("{endpoint} cannot be reached ({other})"),
        }
    }
}

/// The store's own code, for whoever looks it up.
fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Refused { status, code, .. } if code.is_empty() => format!(" (status {status})"),
        Failure::Refused { status, code, .. } => format!(" ({status} {code})"),
        other => format!(" ({other})"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use std::time::Duration;

    fn refused(status: u16, code: &str, region: Option<&str>) -> Failure {
        let region = region.map(str::to_owned);
        Failure::Refused { status, code: code.into(), region, retry_after: Some(Duration::from_secs(3)) }
    }

    fn say(act: Act, failure: &Failure) -> BucketError {
        Scene {
            act,
            kind: StorageKind::S3,
            endpoint: "https://s3.us-east-1.amazonaws.com",
            bucket: "pets",
            uri: "s3://pets/cats/1.jpg",
            region: Some("us-east-1"),
        }
        .error(failure)
    }

    #[test]
    fn every_sentence_names_what_is_missing() {
        for (act, failure, part) in [
            (Act::Write, refused(403, "AccessDenied", None), "the permission s3:PutObject"),
            (Act::List, refused(403, "AccessDenied", None), "the permission s3:ListBucket"),
            (Act::List, refused(404, "", None), "no bucket \"pets\""),
            (Act::Read, refused(404, "NoSuchKey", None), "s3://pets/cats/1.jpg does not exist"),
            (
                Act::Read,
                refused(301, "PermanentRedirect", Some("eu-west-1")),
                "set the storage's region to eu-west-1",
            ),
            (Act::Read, refused(403, "InvalidAccessKeyId", None), "does not know the access key"),
            (Act::Read, refused(403, "RequestTimeTooSkewed", None), "clock"),
            (Act::Read, Failure::NotConnected(NotConnected::Certificate("x".into())), "SSL_CERT_FILE"),
            (Act::Read, Failure::NotConnected(NotConnected::Refused), "is it running?"),
            (Act::Read, Failure::NoCredentials("nobody".into()), "AWS_PROFILE"),
        ] {
            let text = say(act, &failure).to_string();
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn the_wait_that_a_store_asks_for_is_handed_on() {
        let error = say(Act::Write, &refused(503, "SlowDown", None));
        assert_eq!(
            (error.kind, error.retry_after()),
            (BucketErrorKind::Throttled, Some(Duration::from_secs(3)))
        );
        assert!(!error.is_definite());
    }
}
