//! What the labeling page transfers at its first load, brotli throughout.

use super::Line;
use super::server::Server;
use anyhow::{Context, Result};
use testkit::s3::S3Server;

pub async fn measure(s3: &S3Server) -> Result<Vec<Line>> {
    let data = tempfile::tempdir()?;
    let server =
        Server::start(s3, data.path(), &["bench", "--init", "--template", "text-classification"]).await?;
    server.post("/api/projects/1/import", serde_json::json!([{"text": "A sentence."}])).await?;
    let page = fetch(&server.address, "/projects/1/label").await?;
    let html = String::from_utf8_lossy(&page.plain).into_owned();
    let mut total = page.transferred;
    let mut parts = vec![format!("page {}", page.transferred)];
    let mut seen: Vec<&str> = html
        .split(['"', '\''])
        .filter(|text| text.starts_with("/pkg/") || text.starts_with("/assets/"))
        .collect();
    seen.sort_unstable();
    seen.dedup();
    for path in seen {
        let asset = fetch(&server.address, path).await?;
        total += asset.transferred;
        parts.push(format!("{} {}", path.rsplit('.').next().unwrap_or(path), asset.transferred));
    }
    server.stop().await?;
    Ok(vec![Line {
        what: "labeling page, first load, brotli".into(),
        figure: format!("{:.0} KB ({})", total as f64 / 1000.0, parts.join(", ")),
        floor: String::new(),
        ratio: None,
        promise: "≤ 600 KB".into(),
        kept: total <= 600_000,
    }])
}

struct Fetched {
    transferred: usize,
    /// Decoded.
    plain: Vec<u8>,
}

async fn fetch(address: &str, path: &str) -> Result<Fetched> {
    let client = reqwest::Client::new();
    let request = client.get(format!("http://{address}{path}")).header("accept-encoding", "br");
    let answer = request.send().await?.error_for_status().with_context(|| path.to_owned())?;
    let packed = answer.headers().get("content-encoding").is_some_and(|coding| coding == "br");
    let body = answer.bytes().await?;
    if packed {
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &body[..], &mut plain)?;
        return Ok(Fetched { transferred: body.len(), plain });
    }
    Ok(Fetched { transferred: body.len(), plain: body.to_vec() })
}
