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
use futures::stream::{self, BoxStream, StreamExt};
use object_store::aws::AwsAuthorizer;
use object_store::client::{HttpRequest, HttpRequestBody};
use percent_encoding::utf8_percent_encode;
use std::sync::Arc;
use tokio_util::task::AbortOnDropHandle;

/// Pages asked for at once at most.
const WAYS: usize = 32;

const CUT_SHORT: &str = "the listing was cut short without a way on";
const CIRCLE: &str = "the listing goes round in a circle";

type Page = Result<xml::Page, BucketError>;

/// Where a listing stands: a page on its way, or nothing left.
struct Walk {
    cloud: Arc<Cloud>,
    folder: Arc<str>,
    recursive: bool,
    coming: Option<AbortOnDropHandle<Page>>,
    token: Option<String>,
}

/// Every object under `folder`, page by page; after an error nothing follows.
pub(super) fn list(
    cloud: Arc<Cloud>,
    folder: &str,
    recursive: bool,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    let walk = Walk { cloud, folder: folder.into(), recursive, coming: None, token: None };
    stream::try_unfold(Some(walk), |walk| async move {
        match walk {
            Some(walk) => walk.step().await.map(Some),
            None => Ok(None),
        }
    })
    .boxed()
}

/// Every object under `folder` as [`list`] has it, by the ranges between `ends`, several at once.
pub(super) fn list_between(
    cloud: Arc<Cloud>,
    folder: &str,
    ends: Vec<String>,
) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
    spread::spread(Arc::new(Folder { cloud, folder: folder.into() }), ends, WAYS)
}

/// All that is under a folder, page by page.
struct Folder {
    cloud: Arc<Cloud>,
    folder: Box<str>,
}

impl PageSource for Folder {
    fn page(&self, from: PageFrom) -> BoxFuture<'_, Result<spread::Page, BucketError>> {
        Box::pin(async move {
            let page = fetch(&self.cloud, &self.folder, true, &from).await?;
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

impl Walk {
    async fn step(mut self) -> Result<(Vec<Listed>, Option<Self>), BucketError> {
        let page = match self.coming.take() {
            None => fetch(&self.cloud, &self.folder, self.recursive, &PageFrom::Start).await?,
            Some(coming) => coming.await.map_err(|_| self.broken("the listing was called off"))??,
        };
        if !page.truncated {
            return Ok((page.objects, None));
        }
        let Some(token) = page.next else {
            return Err(self.broken(CUT_SHORT));
        };
        if self.token.as_ref() == Some(&token) {
            return Err(self.broken(CIRCLE));
        }
        self.token = Some(token.clone());
        let (cloud, folder, recursive) = (self.cloud.clone(), self.folder.clone(), self.recursive);
        let from = PageFrom::Token(token);
        let next = async move { fetch(&cloud, &folder, recursive, &from).await };
        self.coming = Some(AbortOnDropHandle::new(tokio::spawn(next)));
        Ok((page.objects, Some(self)))
    }

    fn broken(&self, why: &str) -> BucketError {
        broken(&self.cloud, &self.folder, why)
    }
}

fn broken(cloud: &Cloud, folder: &str, why: &str) -> BucketError {
    let message = format!("cannot list {}: {} answered, but {why}", cloud.uri(folder), cloud.endpoint);
    BucketError::new(BucketErrorKind::Other, message)
}

async fn fetch(cloud: &Cloud, folder: &str, recursive: bool, from: &PageFrom) -> Page {
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
