use super::House;
use crate::http::Access;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const CONFIG: &str = r#"<View>
  <Text name="t" value="$text" valueType="url"/>
  <Text name="plain" value="$text"/>
  <Taxonomy name="x" toName="t" apiUrl="$tree"/>
</View>"#;

/// A house with a task that names these addresses.
async fn with(text: &str, tree: &str) -> House {
    let house = House::new().await;
    house.post("/api/projects/", json!({"title": "Elsewhere", "label_config": CONFIG})).await.expect(201);
    house.post("/api/projects/1/import", json!([{"text": text, "tree": tree}])).await.expect(201);
    house
}

/// A web server of this machine that says what it was asked for.
async fn echo() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = vec![0; 2048];
            let read = socket.read(&mut asked).await.unwrap_or(0);
            let text = String::from_utf8_lossy(&asked[..read]).into_owned();
            let line = text.split_whitespace().nth(1).unwrap_or_default().to_owned();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{line}",
                line.len()
            );
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}")
}

#[actix_web::test]
async fn what_a_tag_names_on_another_server_is_read_for_the_page() {
    let there = echo().await;
    let mut house = with(&format!("{there}/a.txt"), &format!("{there}/tree?v=1")).await;
    house.shared.access = Access::new("127.0.0.1", None, &[]).unwrap();
    let text = house.get("/tasks/1/elsewhere?name=t").await;
    assert_eq!((text.status, text.body.as_str()), (200, "/a.txt"));
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.header("content-security-policy").contains("sandbox"));
    let level = house.get("/tasks/1/elsewhere?name=x&path=%5B%22A%20B%22%5D").await;
    assert_eq!(level.body, "/tree?v=1&path=A%20B");
}

#[actix_web::test]
async fn a_shared_server_asks_nobody_of_its_own_network_and_nothing_that_no_tag_names() {
    let house = with("http://127.0.0.1:1/a.txt", "file:///etc/passwd").await;
    for (query, status, why) in [
        ("name=t", 403, "own network"),
        ("name=x", 403, "no address of a web page"),
        ("name=plain", 404, "nothing named"),
        ("name=http://127.0.0.1/", 404, "nothing named"),
        ("name=x&path=A", 400, "JSON list"),
        ("", 400, "name"),
    ] {
        let answer = house.get(&format!("/tasks/1/elsewhere?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
        assert!(answer.body.contains(why), "{query}: {}", answer.body);
    }
    assert_eq!(house.get("/tasks/9/elsewhere?name=t").await.status, 404);
}
