use super::{Answer, House, local};
use actix_web::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A project over a folder with these files; the `fileuri` of each, and the task's number, by name.
struct Images {
    house: House,
    folder: PathBuf,
    tasks: Vec<(String, i64)>,
}

impl Images {
    async fn new(files: &[(&str, Vec<u8>)], more: Value) -> Self {
        let house = House::new().await;
        house.project().await;
        let folder = house.folder("in", &[]);
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let mut body = json!({"project": 1, "path": folder, "use_blob_urls": true});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        house.post("/api/storages/localfiles", body).await.expect(201);
        let count = files.len();
        let listed = house.until("/api/tasks?project=1", |tasks| tasks["total"] == count).await;
        let named = |task: &Value| {
            let url = task["data"]["text"].as_str().unwrap();
            let uri = URL_SAFE.decode(url.split("fileuri=").nth(1).unwrap()).unwrap();
            let uri = String::from_utf8(uri).unwrap();
            (uri.rsplit('/').next().unwrap().to_owned(), task["id"].as_i64().unwrap())
        };
        let tasks = listed["tasks"].as_array().unwrap().iter().map(named).collect();
        Self { house, folder, tasks }
    }

    fn path(&self, name: &str, tile: &str) -> String {
        let task = self.tasks.iter().find(|(known, _)| known == name).unwrap().1;
        let uri = URL_SAFE.encode(format!("file://{}/{name}", self.folder.display()));
        format!("/tasks/{task}/tiles{tile}?fileuri={uri}")
    }

    async fn about(&self, name: &str, more: &str) -> Answer {
        self.house.get(&format!("{}{more}", self.path(name, ""))).await
    }

    async fn ready(&self, name: &str, more: &str) -> Value {
        let path = format!("{}{more}", self.path(name, ""));
        self.house.until(&path, |about| about["state"] == "ready").await
    }

    /// Asked until it is refused.
    async fn refused(&self, name: &str, more: &str) -> Value {
        for _ in 0..500 {
            let answer = self.about(name, more).await;
            if answer.status != 200 {
                return answer.json();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{name} was not refused");
    }

    async fn tile(&self, name: &str, tile: &str, more: &str) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let path = format!("{}{more}", self.path(name, tile));
        self.house.bytes(local(Method::GET, &path)).await
    }
}

/// A TIFF by hand: gray, one strip for each page.
fn tiff(width: u32, height: u32, pages: u32) -> Vec<u8> {
    let mut bytes = b"II*\0".to_vec();
    let size = width * height;
    let directory = |page: u32| 8 + pages * size + page * 102;
    bytes.extend(directory(0).to_le_bytes());
    for page in 0..pages {
        bytes.extend((0..size).map(|at| ((at % width) / 4 + page) as u8));
    }
    for page in 0..pages {
        let entries: [(u16, u32); 8] = [
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, 8 + page * size),
            (278, height),
            (279, size),
        ];
        bytes.extend(8u16.to_le_bytes());
        for (tag, value) in entries {
            bytes.extend(tag.to_le_bytes().into_iter().chain(4u16.to_le_bytes()));
            bytes.extend(1u32.to_le_bytes().into_iter().chain(value.to_le_bytes()));
        }
        let next = if page + 1 < pages { directory(page + 1) } else { 0 };
        bytes.extend(next.to_le_bytes());
    }
    bytes
}

/// The beginning of a PNG of this size, and nothing more.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

#[actix_web::test]
async fn a_tiff_is_shown_by_tiles_of_each_of_its_pages() {
    for copied in [false, true] {
        let images = Images::new(&[("a.tif", tiff(700, 300, 2))], json!({"create_local_copy": copied})).await;
        let first = images.about("a.tif", "").await.expect(200);
        assert_eq!((&first["source"], &first["needed"]), (&json!("tiff"), &json!(true)));
        let about = images.ready("a.tif", "").await;
        let shape = ["width", "height", "tile", "levels", "format", "pages"].map(|key| about[key].clone());
        assert_eq!(shape, [json!(700), json!(300), json!(512), json!(2), json!("jpeg"), json!(2)]);
        let known = format!("&v={}", about["version"].as_str().unwrap());
        let (status, headers, bytes) = images.tile("a.tif", "/0/1/0", &known).await;
        let header = |name: &str| headers.iter().find(|(known, _)| known == name).unwrap().1.clone();
        assert_eq!((status, header("content-type").as_str()), (200, "image/jpeg"));
        assert_eq!(header("cache-control"), "private, max-age=31536000, immutable");
        assert!(bytes.starts_with(&[0xFF, 0xD8]));
        let path = format!("{}{known}", images.path("a.tif", "/0/1/0"));
        let again = local(Method::GET, &path).insert_header(("if-none-match", header("etag")));
        assert_eq!(images.house.bytes(again).await.0, 304);
        let second = images.ready("a.tif", "&page=1").await;
        assert_eq!(second["page"], 1);
        let (status, _, other) = images.tile("a.tif", "/0/1/0", &format!("{known}&page=1")).await;
        assert!(status == 200 && other != bytes);
        assert_eq!(images.tile("a.tif", "/0/2/0", &known).await.0, 404);
        assert_eq!(images.refused("a.tif", "&page=9").await["code"], "no_such_page");
    }
}

#[actix_web::test]
async fn an_image_that_browsers_show_well_is_only_looked_at() {
    let files = [("a.png", png_head(4000, 3000)), ("b.png", png_head(9000, 9000))];
    let images = Images::new(&files, json!({})).await;
    let about = images.about("a.png", "").await.expect(200);
    assert_eq!(
        (&about["state"], &about["needed"], &about["width"]),
        (&json!("none"), &json!(false), &json!(4000))
    );
    assert!(!images.folder.parent().unwrap().join("tiles").exists());
    let (status, _, _) = images.tile("a.png", "/0/0/0", "").await;
    assert_eq!(status, 409);
    // A large one is made at once; that it holds no pixels is found out then.
    assert_eq!(images.refused("b.png", "").await["code"], "corrupt");
}

#[actix_web::test]
async fn what_cannot_be_made_is_refused_with_a_word_and_a_sentence() {
    let mut cut = tiff(600, 400, 1);
    cut.drain(8..100_000);
    let files = [
        ("bomb.png", png_head(1_000_000, 1_000_000)),
        ("cut.tif", cut),
        ("empty.tif", Vec::new()),
        ("large.tif", tiff(4100, 4100, 1)),
        ("text.tif", b"no image".to_vec()),
    ];
    let images = Images::new(&files, json!({})).await;
    for (name, status, code) in [
        ("bomb.png", 413, "too_large"),
        ("cut.tif", 422, "corrupt"),
        ("empty.tif", 415, "not_an_image"),
        ("large.tif", 413, "source_too_large"),
        ("text.tif", 415, "not_an_image"),
    ] {
        let refused = images.refused(name, "").await;
        assert_eq!(
            (refused["status_code"].as_u64(), refused["code"].as_str()),
            (Some(status), Some(code)),
            "{name}"
        );
        assert!(refused["detail"].as_str().unwrap().len() > 40, "{name}: {refused}");
    }
    let left = std::fs::read_dir(images.folder.parent().unwrap().join("tiles/growing"));
    assert_eq!(left.map_or(0, Iterator::count), 0);
}

#[actix_web::test]
async fn tiles_are_of_what_the_task_speaks_of_and_of_the_version_that_is_there() {
    let images = Images::new(&[("a.tif", tiff(600, 40, 1)), ("b.tif", tiff(601, 40, 1))], json!({})).await;
    let a = images.ready("a.tif", "").await;
    let of = |name: &str| images.tasks.iter().find(|(known, _)| known == name).unwrap().1;
    let (of_a, of_b) = (format!("/tasks/{}/", of("a.tif")), format!("/tasks/{}/", of("b.tif")));
    let other = images.path("b.tif", "").replace(&of_b, &of_a);
    assert_eq!(images.house.get(&other).await.status, 404);
    assert_eq!(images.house.get("/tasks/1/tiles?fileuri=%25").await.status, 400);
    // The version of one object opens none of another.
    let (status, _, _) =
        images.tile("b.tif", "/0/0/0", &format!("&v={}", a["version"].as_str().unwrap())).await;
    assert_eq!(status, 409);
    let changed = images.folder.join("a.tif");
    write_later(&changed, &tiff(650, 40, 1));
    let about = images.ready("a.tif", "").await;
    assert_eq!(about["width"], 650);
    assert_ne!(about["version"], a["version"]);
}

/// With another time of change, however coarse the clock of the file system.
fn write_later(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
}
