use super::{Answer, House, local};
use actix_web::http::Method;
use app::messages::{Common, Storage, Tasks};

#[actix_web::test]
async fn a_pages_scripts_carry_the_nonce_of_its_policy_and_no_two_pages_share_one() {
    let house = House::new().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = house.send(local(Method::GET, "/nowhere").insert_header(("accept", "text/html"))).await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(policy.contains("'strict-dynamic' 'wasm-unsafe-eval'"), "{policy}");
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
        }
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[actix_web::test]
async fn an_unknown_page_is_a_page_and_an_unknown_route_of_the_api_is_json() {
    let house = House::new().await;
    let page = house.get("/nowhere").await;
    assert_eq!((page.status, page.header("content-type").split(';').next().unwrap()), (404, "text/html"));
    let route = house.get("/api/nowhere").await;
    assert!(route.expect(404)["detail"].is_string());
}

#[actix_web::test]
async fn the_policy_knows_the_endpoints_of_storages() {
    let house = House::new().await;
    let policy = async || {
        let page = house.send(local(Method::GET, "/").insert_header(("accept", "text/html"))).await;
        page.header("content-security-policy").to_owned()
    };
    let before = policy().await;
    assert!(before.contains("connect-src 'self';"), "{before}");
    house.away().await;
    let after = policy().await;
    assert!(after.contains("connect-src 'self' http://127.0.0.1:1;"), "{after}");
}

#[actix_web::test]
async fn events_are_a_stream_of_server_sent_events() {
    let house = House::new().await;
    house.shared.closing.cancel();
    let answer = house.get("/api/events?project=1").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
    assert!(answer.body.starts_with("retry: 1000"));
}

#[actix_web::test]
async fn the_feed_begins_with_how_things_stand() {
    let house = House::new().await;
    house.project().await;
    house.shared.closing.cancel();
    let answer = house.get("/api/events?project=1").await;
    assert!(answer.body.contains(r#"data: {"tasks":{"project":1,"counts":{"#), "{}", answer.body);
}

#[actix_web::test]
async fn a_page_answers_head_as_it_answers_get() {
    let house = House::new().await;
    for path in ["/", "/nowhere"] {
        let (get, head) = (house.get(path).await, house.send(local(Method::HEAD, path)).await);
        assert_eq!(get.status, head.status, "{path}");
    }
}

/// Loaded twice, the second time could differ, and the browser would not find the page that it is told of.
#[actix_web::test]
async fn a_page_loads_once_what_it_shows() {
    let house = House::new().await;
    let project = house.project().await;
    let page = house.get(&format!("/projects/{project}")).await;
    let loaded = page.body.matches("__RESOLVED_RESOURCES[").count();
    assert_eq!(page.status, 200);
    assert_eq!(loaded, ["the project", "its storages", "the first tasks"].len());
}

/// Whether a page is in German throughout, or in English: the parts that wait for data too.
fn is_german(page: &Answer) -> bool {
    let said = |words: &str| page.body.contains(words);
    let german =
        [r#"<html lang="de""#, Tasks::DE.filters, Storage::DE.add_source, Common::DE.no_script].map(said);
    let english =
        [r#"<html lang="en""#, Tasks::EN.filters, Storage::EN.add_source, Common::EN.no_script].map(said);
    assert_ne!(german, english, "{}", page.body);
    assert!(german == [true; 4] || english == [true; 4], "{german:?} {english:?}: {}", page.body);
    german[0]
}

#[actix_web::test]
async fn each_page_is_in_the_language_that_its_request_asks_for() {
    let house = House::new().await;
    let path = format!("/projects/{}", house.project().await);
    let ask = async |headers: &[(&str, &str)]| {
        let request = local(Method::GET, &path);
        is_german(
            &house.send(headers.iter().fold(request, |request, header| request.append_header(*header))).await,
        )
    };
    let asked = futures::join!(
        ask(&[]),
        ask(&[("accept-language", "de-AT,de;q=0.9,en;q=0.8")]),
        ask(&[("accept-language", "en-US,en;q=0.9")]),
        ask(&[("accept-language", "en-US"), ("cookie", "other=1; language=de")]),
        ask(&[("accept-language", "de"), ("cookie", "language=en")]),
    );
    assert_eq!(asked, (false, true, false, true, false), "at once, and none hears another's");
}

#[actix_web::test]
async fn rest_speaks_english_to_everybody() {
    let house = House::new().await;
    let request = local(Method::GET, "/api/projects/99/").append_header(("accept-language", "de"));
    let (german, english) = (house.send(request).await, house.get("/api/projects/99/").await);
    assert_eq!(german.expect(404)["detail"], english.expect(404)["detail"]);
}
