//! A bucket of S3 or GCS: reads, writes and signs by `object_store`, lists by `list`.

use super::failure::Failure;
use super::say::{Act, Scene};
use super::transport::Transport;
use super::types::{Condition, Object, RangedObject, ReadRange, StoreIdentity, Version};
use super::{Backend, BucketError, BucketErrorKind, odd};
use app::model::storage::StorageKind;
use bytes::Bytes;
use futures::StreamExt;
use object_store::aws::AmazonS3;
use object_store::client::HttpRequest;
use object_store::gcp::GoogleCloudStorage;
use object_store::path::Path;
use object_store::signer::{Method, Signer};
use object_store::{
    Attribute, AttributeValue, Attributes, GetOptions, GetRange, GetResult, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMode, PutOptions, PutResult, UpdateVersion,
};
use std::sync::Arc;
use std::time::Duration;

/// The longest life that both clouds give a signed URL.
const LONGEST_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// What only S3 has.
pub(super) struct S3 {
    pub(super) store: AmazonS3,
    pub(super) region: String,
    pub(super) anonymous: bool,
    pub(super) request_payer: bool,
}

/// What only GCS has.
pub(super) struct Gcs {
    pub(super) store: GoogleCloudStorage,
    pub(super) anonymous: bool,
}

pub(super) enum Provider {
    S3(S3),
    Gcs(Gcs),
}

/// A client of one bucket.
pub(super) struct Cloud {
    pub(super) provider: Provider,
    pub(super) transport: Transport,
    /// Without a trailing slash.
    pub(super) endpoint: String,
    identity: StoreIdentity,
}

impl Cloud {
    pub(super) fn s3(s3: S3, transport: Transport, endpoint: String, custom: bool, bucket: &str) -> Self {
        Self::new(Provider::S3(s3), StorageKind::S3, transport, endpoint, custom, bucket)
    }

    pub(super) fn gcs(gcs: Gcs, transport: Transport, endpoint: String, custom: bool, bucket: &str) -> Self {
        Self::new(Provider::Gcs(gcs), StorageKind::Gcs, transport, endpoint, custom, bucket)
    }

    fn new(
        provider: Provider,
        kind: StorageKind,
        transport: Transport,
        endpoint: String,
        custom: bool,
        bucket: &str,
    ) -> Self {
        // The clouds' own endpoints are one store, whatever region they are reached by.
        let own = if custom { endpoint.clone() } else { String::new() };
        let identity =
            StoreIdentity { kind, endpoint: own, account: String::new(), bucket: bucket.to_owned() };
        Self { provider, transport, endpoint, identity }
    }

    pub(super) fn into_backend(self) -> Backend {
        Backend::Cloud(Arc::new(self))
    }

    pub(super) fn identity(&self) -> &StoreIdentity {
        &self.identity
    }

    fn store(&self) -> &dyn ObjectStore {
        match &self.provider {
            Provider::S3(s3) => &s3.store,
            Provider::Gcs(gcs) => &gcs.store,
        }
    }

    pub(super) async fn get(&self, key: &str) -> Result<Object, BucketError> {
        let Some(path) = self.path(key)? else {
            let RangedObject { version, size, content_type, body, .. } =
                self.get_exact(key, ReadRange::Whole).await?;
            return Ok(Object { version, size, content_type, body });
        };
        let found = self.fetch(key, &path, GetOptions::default()).await?;
        Ok(Object {
            version: version(&self.provider, &found.meta.e_tag, &found.meta.version),
            size: found.meta.size,
            content_type: content_type(&found),
            body: self.body(key, found),
        })
    }

    pub(super) async fn get_range(&self, key: &str, range: ReadRange) -> Result<RangedObject, BucketError> {
        let none = match &range {
            ReadRange::Between(range) => range.start >= range.end,
            ReadRange::Last(count) => *count == 0,
            ReadRange::Whole | ReadRange::From(_) => false,
        };
        if none {
            return Err(self.out_of_range(key));
        }
        let Some(path) = self.path(key)? else { return self.get_exact(key, range).await };
        let range = match range {
            ReadRange::Whole => None,
            ReadRange::From(start) => Some(GetRange::Offset(start)),
            ReadRange::Between(range) => Some(GetRange::Bounded(range)),
            ReadRange::Last(count) => Some(GetRange::Suffix(count)),
        };
        let found = self.fetch(key, &path, GetOptions { range, ..GetOptions::default() }).await?;
        Ok(RangedObject {
            version: version(&self.provider, &found.meta.e_tag, &found.meta.version),
            size: found.meta.size,
            range: found.range.clone(),
            content_type: content_type(&found),
            last_modified: last_modified(&found.meta),
            body: self.body(key, found),
        })
    }

    async fn fetch(&self, key: &str, path: &Path, options: GetOptions) -> Result<GetResult, BucketError> {
        self.credentials(Act::Read, key).await?;
        self.store().get_opts(path, options).await.map_err(|error| self.error(Act::Read, key, &error))
    }

    pub(super) async fn put(
        &self,
        key: &str,
        body: Bytes,
        content_type: &str,
        condition: Condition,
    ) -> Result<Version, BucketError> {
        let conditional = condition != Condition::Always;
        let Some(path) = self.path(key)? else {
            let written = self.put_exact(key, body, content_type, &condition).await;
            return written.map_err(|error| self.not_written(key, conditional, error));
        };
        self.credentials(Act::Write, key).await?;
        let attributes =
            Attributes::from_iter([(Attribute::ContentType, AttributeValue::from(content_type.to_owned()))]);
        let options = PutOptions { mode: self.mode(condition), attributes, ..PutOptions::default() };
        match self.store().put_opts(&path, body.into(), options).await {
            Ok(PutResult { e_tag, version: number, .. }) => Ok(version(&self.provider, &e_tag, &number)),
            Err(error) => Err(self.not_written(key, conditional, self.error(Act::Write, key, &error))),
        }
    }

    /// S3 says 404 where a conditional write finds nothing: that is a change, too.
    fn not_written(&self, key: &str, conditional: bool, said: BucketError) -> BucketError {
        match said.kind {
            BucketErrorKind::NoSuchObject if conditional => BucketError::new(
                BucketErrorKind::Changed,
                format!("{} was not written, for it is gone", self.uri(key)),
            ),
            _ => said,
        }
    }

    fn mode(&self, condition: Condition) -> PutMode {
        match (condition, &self.provider) {
            (Condition::Always, _) => PutMode::Overwrite,
            (Condition::IfAbsent, _) => PutMode::Create,
            (Condition::IfUnchanged(Version(seen)), Provider::S3(_)) => {
                PutMode::Update(UpdateVersion { e_tag: Some(seen), version: None })
            }
            (Condition::IfUnchanged(Version(seen)), Provider::Gcs(_)) => {
                PutMode::Update(UpdateVersion { e_tag: None, version: Some(seen) })
            }
        }
    }

    /// What is gone already is deleted.
    pub(super) async fn delete(&self, key: &str) -> Result<(), BucketError> {
        let deleted = match self.path(key)? {
            None => self.delete_exact(key).await,
            Some(path) => {
                self.credentials(Act::Delete, key).await?;
                self.store().delete(&path).await.map_err(|error| self.error(Act::Delete, key, &error))
            }
        };
        match deleted {
            Err(error) if error.kind == BucketErrorKind::NoSuchObject => Ok(()),
            done => done,
        }
    }

    pub(super) async fn sign_get(&self, key: &str, life: Duration) -> Result<Option<String>, BucketError> {
        let life = life.clamp(Duration::from_secs(1), LONGEST_LIFE);
        let Some(path) = self.path(key)? else { return self.sign_exact(key, life).await };
        self.credentials(Act::Sign, key).await?;
        let signed = match &self.provider {
            Provider::S3(s3) if s3.anonymous => return Ok(None),
            Provider::S3(s3) => s3.store.signed_url(Method::GET, &path, life).await,
            Provider::Gcs(gcs) if !gcs.can_sign(key).await => return Ok(None),
            Provider::Gcs(gcs) => gcs.store.signed_url(Method::GET, &path, life).await,
        };
        match signed.map_err(|error| self.error(Act::Sign, key, &error)) {
            Ok(url) => Ok(Some(url.into())),
            // Google's credentials without a key of their own need a permission to sign: then it is streamed.
            Err(error) if self.identity.kind == StorageKind::Gcs && error.is_definite() => {
                tracing::debug!(%error, "streaming instead of signing");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// `None` for a key that `object_store` cannot express.
    fn path(&self, key: &str) -> Result<Option<Path>, BucketError> {
        match key {
            "" => Err(BucketError::invalid(format!("{} names no object", self.uri(key)))),
            key => Ok(odd::path(key)),
        }
    }

    pub(super) fn uri(&self, key: &str) -> String {
        super::uri(&self.identity, key)
    }

    fn body(&self, key: &str, found: GetResult) -> super::Body {
        let scene = self.scene_of(Act::Read, key);
        found.into_stream().map(move |chunk| chunk.map_err(|error| scene.error(&failure(&error)))).boxed()
    }

    fn out_of_range(&self, key: &str) -> BucketError {
        let failure = Failure::Refused { status: 416, code: String::new(), region: None, retry_after: None };
        self.failed(Act::Read, key, &failure)
    }

    /// Asks for the credentials first (they are cached), so that their failure is told from the store's.
    async fn credentials(&self, act: Act, key: &str) -> Result<(), BucketError> {
        let found = match &self.provider {
            Provider::S3(s3) if !s3.anonymous => s3.store.credentials().get_credential().await.err(),
            Provider::Gcs(gcs) if !gcs.anonymous => gcs.store.credentials().get_credential().await.err(),
            Provider::S3(_) | Provider::Gcs(_) => None,
        };
        match found {
            None => Ok(()),
            Some(error) => {
                let why = Failure::within(&error)
                    .map_or_else(|| "their source refused".to_owned(), |failure| failure.to_string());
                Err(self.failed(act, key, &Failure::NoCredentials(why)))
            }
        }
    }

    fn error(&self, act: Act, key: &str, error: &object_store::Error) -> BucketError {
        self.failed(act, key, &failure(error))
    }

    pub(super) fn failed(&self, act: Act, key: &str, failure: &Failure) -> BucketError {
        self.scene_of(act, key).error(failure)
    }

    pub(super) fn scene_of(&self, act: Act, key: &str) -> OwnedScene {
        let region = match &self.provider {
            Provider::S3(s3) => Some(s3.region.clone()),
            Provider::Gcs(_) => None,
        };
        OwnedScene {
            act,
            kind: self.identity.kind,
            endpoint: self.endpoint.clone(),
            bucket: self.identity.bucket.clone(),
            uri: self.uri(key),
            region,
        }
    }

    #[cfg(test)]
    pub(super) async fn s3_access_key(&self) -> Option<String> {
        match &self.provider {
            Provider::S3(s3) => Some(s3.store.credentials().get_credential().await.ok()?.key_id.clone()),
            Provider::Gcs(_) => None,
        }
    }
}

impl Gcs {
    /// Adds the token that stands for who asks.
    pub(super) async fn authorize(&self, request: &mut HttpRequest) -> Result<(), Failure> {
        if self.anonymous {
            return Ok(());
        }
        let found = self.store.credentials().get_credential().await;
        let credential = found.map_err(|error| Failure::no_credentials(&error))?;
        if credential.bearer.is_empty() {
            return Ok(());
        }
        let value = format!("Bearer {}", credential.bearer);
        let value = value.parse().map_err(|_| Failure::NoCredentials("the token is malformed".to_owned()))?;
        request.headers_mut().insert("authorization", value);
        Ok(())
    }

    /// `object_store` signs the path as the URL library writes it, which differs from Google's reading for all but
    /// plain keys; and without a key or an account there is nothing to sign with.
    async fn can_sign(&self, key: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if self.anonymous || !key.bytes().all(plain) {
            return false;
        }
        match self.store.signing_credentials().get_credential().await {
            Ok(credential) => !credential.email.is_empty(),
            Err(_) => false,
        }
    }
}

/// A scene that outlives the call, for bodies that are read later.
pub(super) struct OwnedScene {
    act: Act,
    kind: StorageKind,
    endpoint: String,
    bucket: String,
    uri: String,
    region: Option<String>,
}

impl OwnedScene {
    pub(super) fn error(&self, failure: &Failure) -> BucketError {
        Scene {
            act: self.act,
            kind: self.kind,
            endpoint: &self.endpoint,
            bucket: &self.bucket,
            uri: &self.uri,
            region: self.region.as_deref(),
        }
        .error(failure)
    }
}

/// What is at the bottom of an `object_store` error; its own words may hold URLs and answers, so they are not shown.
fn failure(error: &object_store::Error) -> Failure {
    Failure::within(error).unwrap_or_else(|| {
        tracing::debug!(%error, "a store's answer was not understood");
        match Failure::of_transport(error) {
            Failure::TimedOut => Failure::TimedOut,
            _ => Failure::Broken("the answer was not understood".to_owned()),
        }
    })
}

fn version(provider: &Provider, e_tag: &Option<String>, number: &Option<String>) -> Version {
    let text = match provider {
        Provider::S3(_) => e_tag,
        Provider::Gcs(_) => number,
    };
    Version(text.clone().unwrap_or_default())
}

fn content_type(found: &GetResult) -> Option<String> {
    found.attributes.get(&Attribute::ContentType).map(|value| value.as_ref().to_owned())
}

/// The epoch stands for a store that did not say.
fn last_modified(meta: &ObjectMeta) -> Option<chrono::DateTime<chrono::Utc>> {
    (meta.last_modified.timestamp() > 0).then_some(meta.last_modified)
}
