//! What a bucket says and does when the store refuses, is slow, is gone, or loses an answer.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;

use app::model::storage::{Side, StorageSettings};
use bytes::Bytes;
use futures::StreamExt;
use places::{keys, s3_settings};
use skylabel::bucket::{Bucket, BucketError, BucketErrorKind as Kind, Condition};
use std::time::{Duration, Instant};
use testkit::faults::{Fault, FaultProxy, Rule};
use testkit::s3::S3Server;
use testkit::{ACCESS_KEY, READ_ONLY_ACCESS_KEY, READ_ONLY_SECRET_KEY, SECRET_KEY};

async fn through_proxy() -> (Bucket, FaultProxy, String) {
    let server = S3Server::shared().await;
    let name = server.new_bucket("failures").await.unwrap();
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let bucket =
        Bucket::connect(&s3_settings(&proxy.endpoint, &name), &keys(ACCESS_KEY, SECRET_KEY)).unwrap();
    (bucket, proxy, name)
}

async fn put(bucket: &Bucket, key: &str, condition: Condition) -> Result<(), BucketError> {
    bucket.put(key, Bytes::from_static(b"{}"), "application/json", condition).await.map(|_| ())
}

async fn list_error(bucket: &Bucket) -> BucketError {
    bucket.list("", true).next().await.unwrap().unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_keys_are_told_from_missing_permissions() {
    let server = S3Server::shared().await;
    let name = server.new_bucket("permissions").await.unwrap();
    let settings = s3_settings(&server.endpoint, &name);
    let with = |access: &str, secret: &str| Bucket::connect(&settings, &keys(access, secret)).unwrap();

    let unknown = list_error(&with("nobody", "secret-of-nobody")).await;
    assert_eq!(unknown.kind, Kind::Credentials);
    assert!(unknown.to_string().contains("does not know the access key"), "{unknown}");
    let mistyped = list_error(&with(ACCESS_KEY, "mistyped-secret")).await;
    assert_eq!(mistyped.kind, Kind::Credentials);
    assert!(mistyped.to_string().contains("secret key does not belong"), "{mistyped}");
    assert!(!format!("{mistyped:?}").contains("mistyped-secret"));

    let reader = with(READ_ONLY_ACCESS_KEY, READ_ONLY_SECRET_KEY);
    server.client.put(&name, "a.json", "{}").await.unwrap();
    assert!(reader.check(Side::Source, "").await.ok());
    let report = reader.check(Side::Target, "").await;
    assert!(!report.unreachable);
    let problem = report.problem().unwrap();
    assert!(problem.contains("s3:PutObject"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_store_is_asked_again_and_its_wait_is_kept() {
    let (bucket, proxy, name) = through_proxy().await;
    let busy = |retry_after| Rule::always(Fault::Status { status: 503, retry_after });
    proxy.set([busy(Some(1)).times(1)]);
    let begun = Instant::now();
    put(&bucket, "a.json", Condition::Always).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    proxy.set([busy(None).times(2)]);
    assert_eq!(bucket.list("", true).next().await.unwrap().unwrap().len(), 1);

    proxy.set([busy(Some(600)).path(format!("/{name}/a.json"))]);
    let begun = Instant::now();
    let error = bucket.get("a.json").await.unwrap_err();
    assert_eq!((error.kind, error.retry_after()), (Kind::Throttled, Some(Duration::from_secs(600))));
    assert!(!error.is_definite() && begun.elapsed() < Duration::from_secs(2));
    let seen = proxy.take_log().len() as u64;
    assert_eq!(bucket.requests().total(), seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_final_at_once() {
    let (bucket, proxy, _) = through_proxy().await;
    proxy.set([Rule::always(Fault::Status { status: 403, retry_after: None })]);
    let error = put(&bucket, "a.json", Condition::IfAbsent).await.unwrap_err();
    assert!(error.kind == Kind::Forbidden && error.is_definite(), "{error}");
    assert_eq!(proxy.take_log().len(), 1);
    let report = bucket.check(Side::Target, "").await;
    assert!(!report.ok() && !report.unreachable && report.problem().unwrap().contains("s3:ListBucket"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_conditional_write_is_a_change_to_be_read_back() {
    let (bucket, proxy, _) = through_proxy().await;
    proxy.set([Rule::always(Fault::LoseAnswer).method("PUT").times(1)]);
    let error = put(&bucket, "a.json", Condition::IfAbsent).await.unwrap_err();
    assert_eq!(error.kind, Kind::Changed, "{error}");
    assert_eq!(bucket.get("a.json").await.unwrap().bytes(10).await.unwrap(), "{}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_is_taken_up_again_and_never_short() {
    let (bucket, proxy, name) = through_proxy().await;
    let whole = Bytes::from(vec![7u8; 300_000]);
    S3Server::shared().await.client.put(&name, "big", whole.clone()).await.unwrap();
    proxy.set([Rule::always(Fault::Cut { bytes: 100_000 }).method("GET").times(1)]);
    let object = bucket.get("big").await.unwrap();
    assert_eq!(object.bytes(1 << 20).await.unwrap(), whole);
    proxy.set([Rule::always(Fault::Cut { bytes: 1_000 }).method("GET")]);
    let object = bucket.get("big").await.unwrap();
    let error = object.bytes(1 << 20).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_makes_no_sense_is_an_error_that_says_so() {
    let (bucket, proxy, name) = through_proxy().await;
    let page = |more: &str| {
        format!(
            "<ListBucketResult><Name>{name}</Name><EncodingType>url</EncodingType>{more}<Contents><Key>a</Key>\
             <ETag>x</ETag><Size>1</Size></Contents></ListBucketResult>"
        )
    };
    let token = "<NextContinuationToken>again</NextContinuationToken>";
    let cases = [
        ("an empty body", String::new(), "answered, but"),
        ("no XML", "all is well".to_owned(), "answered, but"),
        ("another document", "<Other></Other>".to_owned(), "answered, but"),
        ("XML that breaks off", "<ListBucketResult><Contents><Key>a".to_owned(), "answered, but"),
        ("no way on", page("<IsTruncated>true</IsTruncated>"), "cut short"),
        ("the same token twice", page(&format!("<IsTruncated>true</IsTruncated>{token}")), "in a circle"),
    ];
    for (what, body, word) in cases {
        proxy.set([Rule::always(Fault::Answer { status: 200, body }).method("GET")]);
        let pages: Vec<_> = bucket.list("", true).take(5).collect().await;
        let last = pages.last().unwrap();
        let error = last.as_ref().expect_err(what).to_string();
        assert!(error.contains(word) && error.contains(&name), "{what}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_credentials_the_clock_or_the_region_is_named() {
    let (bucket, proxy, _) = through_proxy().await;
    for (status, code, more, kind, word) in [
        (400, "ExpiredToken", "", Kind::Credentials, "session token has expired"),
        (403, "RequestTimeTooSkewed", "", Kind::Credentials, "clock"),
        (301, "PermanentRedirect", "<Region>eu-west-1</Region>", Kind::WrongRegion, "eu-west-1"),
        (400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>", Kind::WrongRegion, "eu-west-1"),
    ] {
        let body = format!("<Error><Code>{code}</Code>{more}</Error>");
        proxy.set([Rule::always(Fault::Answer { status, body })]);
        let error = list_error(&bucket).await;
        assert!(error.kind == kind && error.to_string().contains(word), "{code}: {error}");
        proxy.take_log();
        assert!(put(&bucket, "a.json", Condition::Always).await.unwrap_err().to_string().contains(word));
        assert_eq!(proxy.take_log().len(), 1, "{code} is not asked again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_is_unreachable_and_nothing_worse() {
    let (bucket, proxy, name) = through_proxy().await;
    proxy.set([Rule::always(Fault::Drop)]);
    let dropped = bucket.get("a").await.unwrap_err();
    assert!(dropped.kind == Kind::Unreachable && !dropped.is_definite(), "{dropped}");
    let [port] = testkit::ports::free().unwrap();
    let settings = s3_settings(&format!("http://127.0.0.1:{port}"), &name);
    let gone = Bucket::connect(&settings, &keys(ACCESS_KEY, SECRET_KEY)).unwrap();
    let report = gone.check(Side::Source, "").await;
    assert!(report.unreachable && !report.ok());
    assert!(report.problem().unwrap().contains("is it running?"), "{report:?}");
    let unknown = StorageSettings { endpoint: Some("https://no-such-host.invalid".into()), ..settings };
    let unknown = Bucket::connect(&unknown, &keys(ACCESS_KEY, SECRET_KEY)).unwrap();
    let error = list_error(&unknown).await;
    assert_eq!(error.kind, Kind::Unreachable, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_ignores_conditions_is_shown_as_unprotected() {
    // A local endpoint that answers every PUT with 200: by a proxy that strips nothing, moto does check; so a store of
    // a few lines stands in.
    let store = ignoring::start().await;
    let bucket = Bucket::connect(&s3_settings(&store, "any"), &keys("a", "b")).unwrap();
    let report = bucket.check(Side::Target, "out/").await;
    assert!(report.ok(), "{report:?}");
    let step = report.steps.iter().find(|step| step.name == "conditions").unwrap();
    assert!(step.ok && step.detail.starts_with("unprotected:"), "{step:?}");
}

/// An S3 store of a few lines that overwrites whatever the conditions say, as some servers do.
mod ignoring {
    use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
    use std::collections::HashMap;
    use std::sync::Mutex;

    type Objects = web::Data<Mutex<HashMap<String, bytes::Bytes>>>;

    async fn serve(request: HttpRequest, objects: Objects, body: bytes::Bytes) -> HttpResponse {
        let mut objects = objects.lock().unwrap();
        let path = request.path().to_owned();
        let etag = |body: &bytes::Bytes| ("etag", format!("\"{}\"", body.len()));
        match request.method().as_str() {
            "PUT" => {
                let answer = HttpResponse::Ok().insert_header(etag(&body)).finish();
                objects.insert(path, body);
                answer
            }
            "DELETE" => {
                objects.remove(&path);
                HttpResponse::NoContent().finish()
            }
            _ if request.query_string().contains("list-type") => HttpResponse::Ok()
                .body("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"),
            _ => match objects.get(&path) {
                Some(body) => HttpResponse::Ok()
                    .insert_header(etag(body))
                    .insert_header(("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"))
                    .body(body.clone()),
                None => HttpResponse::NotFound().finish(),
            },
        }
    }

    pub async fn start() -> String {
        let [port] = testkit::ports::free().unwrap();
        let objects = Objects::default();
        let server =
            HttpServer::new(move || App::new().app_data(objects.clone()).default_service(web::to(serve)));
        tokio::spawn(server.workers(1).disable_signals().bind(("127.0.0.1", port)).unwrap().run());
        format!("http://127.0.0.1:{port}")
    }
}
