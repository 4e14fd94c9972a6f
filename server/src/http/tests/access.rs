use super::{House, local};
use actix_web::http::Method;
use serde_json::json;

const DOORS: [(&str, &str); 5] = [
    ("GET", "/api/projects"),
    ("POST", "/api/projects"),
    ("GET", "/"),
    ("POST", "/fn/projects"),
    ("GET", "/tasks/1/resolve?fileuri=eA"),
];

#[actix_web::test]
async fn a_foreign_host_or_origin_is_refused_everywhere_token_or_not() {
    for house in [House::new().await, House::with_token(Some("hunter2")).await] {
        for (method, path) in DOORS {
            let request = || {
                local(method.parse::<Method>().unwrap(), path)
                    .insert_header(("authorization", "Token hunter2"))
            };
            let host = house.send(request().insert_header(("host", "evil.example"))).await;
            assert_eq!(host.status, 403, "{method} {path}");
            for origin in ["http://evil.example", "http://localhost:9999", "null"] {
                let refused = house.send(request().insert_header(("origin", origin))).await;
                assert_eq!(refused.status, 403, "{method} {path} from {origin}");
            }
        }
    }
}

#[actix_web::test]
async fn the_servers_own_pages_and_allowed_names_are_no_foreigners() {
    let house = House::new().await;
    let own = local(Method::GET, "/api/projects").insert_header(("origin", "http://localhost:8080"));
    assert_eq!(house.send(own).await.status, 200);
    let named = local(Method::GET, "/api/projects")
        .insert_header(("host", "label.example"))
        .insert_header(("origin", "https://label.example"));
    assert_eq!(house.send(named).await.status, 200);
}

#[actix_web::test]
async fn without_a_token_set_any_token_is_taken() {
    let house = House::new().await;
    for authorization in ["Token anything", "Bearer a.b.c", "nonsense"] {
        let request =
            local(Method::GET, "/api/current-user/whoami").insert_header(("authorization", authorization));
        assert_eq!(house.send(request).await.expect(200)["id"], 1);
    }
}

#[actix_web::test]
async fn with_a_token_set_nothing_but_health_and_the_front_ends_files_is_open() {
    let house = House::with_token(Some("hunter2")).await;
    for path in ["/health", "/health/", "/ready"] {
        assert_eq!(house.get(path).await.status, 200, "{path}");
    }
    assert_eq!(house.get("/pkg/nothing.js").await.status, 404);
    for path in
        ["/", "/api/projects", "/api/events", "/api/version", "/tasks/1/resolve?fileuri=eA", "/projects/1"]
    {
        let answer = house.get(path).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.header("www-authenticate").starts_with("Basic "), "{path}");
        assert_eq!(answer.json()["detail"], "Authentication credentials were not provided.");
    }
    let wrong = local(Method::GET, "/api/projects").insert_header(("authorization", "Token wrong"));
    assert_eq!(house.send(wrong).await.expect(401)["detail"], "Invalid token.");
    let right = local(Method::GET, "/api/projects").insert_header(("authorization", "Token hunter2"));
    assert_eq!(house.send(right).await.status, 200);
}

#[actix_web::test]
async fn a_token_is_exchanged_for_one_that_opens() {
    let house = House::with_token(Some("hunter2")).await;
    assert_eq!(house.post("/api/token/refresh/", json!({"refresh": "wrong"})).await.status, 401);
    let access = house.post("/api/token/refresh/", json!({"refresh": "hunter2"})).await.expect(200);
    let bearer = format!("Bearer {}", access["access"].as_str().unwrap());
    let request = local(Method::GET, "/api/projects").insert_header(("authorization", bearer));
    assert_eq!(house.send(request).await.status, 200);
}

#[actix_web::test]
async fn every_answer_is_hardened() {
    let house = House::new().await;
    for path in ["/health", "/api/projects", "/api/nothing", "/"] {
        let answer = house.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}
