//! Our own listing of S3 and GCS: ListObjectsV2 with URL-encoded keys, signed as `object_store` signs, the next page
//! fetched while the last one is used.

use super::cloud::{Cloud, Provider};
use super::failure::Failure;
use super::say::Act;
use super::sigv4::UNRESERVED;
use super::spread::{self, PageFrom, PageSource};
use super::types::Listed;
use super::{BucketError, BucketErrorKind, xml};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use object_store::aws::AwsAuthorizer;
use object_store::client::{HttpRequest, HttpRequestBody};
use percent_encoding::utf8_percent_encode;
use std::path::Path;
use std::sync::Arc;

/// Pages asked for at once at most.
const WAYS: usize = 32;

const CUT_SHORT: &str = "the listing was cut short without a way on";
const CIRCLE: &str = "the listing goes round in a circle";

/// Every object under `folder`, page by page; after an error nothing follows.
pub(super) fn list(
    cloud: Arc<Cloud>,
    folder: &str,
    recursive: bool,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    spread::spread(Arc::new(Folder { cloud, folder: folder.into(), recursive }), Vec::new(), 1, None)
}

/// All that is under `folder`, in the order of [`list`], by ranges at once: between `ends`, and where else it helps if
/// pages may wait in `dir`.
pub(super) fn list_at_once(
    cloud: Arc<Cloud>,
    folder: &str,
    ends: Vec<String>,
    dir: &Path,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    let source = Folder { cloud, folder: folder.into(), recursive: true };
    spread::spread(Arc::new(source), ends, WAYS, Some(dir))
}

/// A folder, or all that is under it, page by page.
struct Folder {
    cloud: Arc<Cloud>,
    folder: Box<str>,
    recursive: bool,
}

impl PageSource for Folder {
    fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<spread::Page, BucketError>> {
        Box::pin(async move {
            let page = fetch(&self.cloud, &self.folder, self.recursive, &from).await?;
            match (page.truncated, page.next) {
                (false, _) => Ok(spread::Page { objects: page.objects, next: None }),
                (true, Some(token)) if from != PageFrom::Token(token.clone()) => {
                    Ok(spread::Page { objects: page.objects, next: Some(token) })
                }
                (true, Some(_)) => Err(broken(&self.cloud, &self.folder, CIRCLE)),
                (true, None) => Err(broken(&self.cloud, &self.folder, CUT_SHORT)),
            }
        })
    }
}

fn broken(cloud: &Cloud, folder: &str, why: &str) -> BucketError {
    let message = format!("cannot list {}: {} answered, but {why}", cloud.uri(folder), cloud.endpoint);
    BucketError::new(BucketErrorKind::Other, message)
}

async fn fetch(
    cloud: &Cloud,
    folder: &str,
    recursive: bool,
    from: &PageFrom,
) -> Result<xml::Page, BucketError> {
    let failed = |failure: Failure| cloud.failed(Act::List, folder, &failure);
    let uri = format!("{}/{}?{}", cloud.endpoint, cloud.identity().bucket, query(folder, recursive, from));
    let mut request = HttpRequest::new(HttpRequestBody::empty());
    *request.uri_mut() = uri.parse().map_err(|_| broken(cloud, folder, "its address is too long"))?;
    authorize(cloud, &mut request).await.map_err(failed)?;
    let response = cloud.transport.send(request).await.map_err(failed)?;
    let body = response.into_body().bytes().await.map_err(|error| failed(Failure::of_transport(&error)))?;
    xml::page(&body).map_err(|error| broken(cloud, folder, &error.to_string()))
}

/// Sorted by name, as the signature wants it.
fn query(folder: &str, recursive: bool, from: &PageFrom) -> String {
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let mut query = String::new();
    if let PageFrom::Token(token) = from {
        query += &format!("continuation-token={}&", encode(token));
    }
    if !recursive {
        query += "delimiter=%2F&";
    }
    query += &format!("encoding-type=url&list-type=2&max-keys=1000&prefix={}", encode(folder));
    if let PageFrom::After(key) = from {
        query += &format!("&start-after={}", encode(key));
    }
    query
}

async fn authorize(cloud: &Cloud, request: &mut HttpRequest) -> Result<(), Failure> {
    let missing = |error: object_store::Error| Failure::no_credentials(&error);
    match &cloud.provider {
        Provider::S3(s3) if !s3.anonymous => {
            let credential = s3.store.credentials().get_credential().await.map_err(missing)?;
            AwsAuthorizer::new(&credential, "s3", &s3.region)
                .with_request_payer(s3.request_payer)
                .try_authorize(request, None)
                .map_err(missing)
        }
        Provider::Gcs(gcs) => gcs.authorize(request).await,
        Provider::S3(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_sorted_and_encoded_strictly() {
        assert_eq!(
            query("a b+c/", false, &PageFrom::Token("t=/".into())),
            "continuation-token=t%3D%2F&delimiter=%2F&encoding-type=url&list-type=2&max-keys=1000&prefix=a%20b%2Bc%2F"
        );
        let plain = "encoding-type=url&list-type=2&max-keys=1000&prefix=";
        assert_eq!(query("", true, &PageFrom::Start), plain);
        assert_eq!(query("", true, &PageFrom::After("a&b".into())), format!("{plain}&start-after=a%26b"));
    }
}
