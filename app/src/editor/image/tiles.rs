//! Pictures that come as tiles from the server, for what the browser cannot show itself or not well. Asks for what is
//! in sight, shows coarser tiles until the right ones are here, and keeps a bounded number of them.

use super::budget::Budget;
use crate::editor::browser;
use crate::model::base64;
use crate::model::geometry::tiles::{Pyramid, Tile};
use crate::model::geometry::{Extent, Size, View};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d as Context, HtmlImageElement};

/// Bytes of decoded tiles that are kept.
const MOST: usize = 128 << 20;
/// Tiles that are on their way at one time.
const AT_ONCE: usize = 8;
/// A tile that did not come so often is left to the coarser one.
const TRIES: u8 = 3;
/// Between two looks at how far the server is.
const PAUSE: Duration = Duration::from_millis(600);

/// Where the tiles of an image are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `/tasks/7/tiles`.
    path: String,
    query: String,
    /// Of a file with several; from 0.
    page: u32,
}

/// What files are called that hold pages, and that few browsers show.
const TIFF: [&str; 4] = [".tif", ".tiff", ".btf", ".svs"];

impl Address {
    /// The tiles of what a task shows; `None` for pictures that do not come through this server.
    pub fn of(url: &str) -> Option<Self> {
        let (path, query) = url.split_once('?')?;
        let at = path.find("/tasks/")?;
        let task = path.get(at + "/tasks/".len()..)?.trim_end_matches('/').strip_suffix("/resolve")?;
        let of_a_task = !task.is_empty() && task.bytes().all(|b| b.is_ascii_digit());
        let fileuri = query.split('&').find(|part| part.starts_with("fileuri="))?;
        of_a_task.then(|| Self {
            path: format!("{}/tasks/{task}/tiles", path.get(..at).unwrap_or_default()),
            query: fileuri.to_owned(),
            page: 0,
        })
    }

    /// The same of one page of the file.
    #[must_use]
    pub fn page(self, page: u32) -> Self {
        Self { page, ..self }
    }

    /// By its name it is a TIFF, which may hold pages; a browser that shows one at all shows the first.
    pub fn is_tiff(&self) -> bool {
        let packed = self.query.trim_start_matches("fileuri=").replace('-', "+").replace('_', "/");
        let packed = format!("{packed}{}", "=".repeat(packed.len().wrapping_neg() % 4));
        let name = base64::decode(&packed).unwrap_or_default().to_ascii_lowercase();
        TIFF.iter().any(|ending| name.ends_with(ending.as_bytes()))
    }

    fn about(&self) -> String {
        format!("{}?{}{}&make=true", self.path, self.query, self.of_page())
    }

    fn tile(&self, tile: Tile, version: &str) -> String {
        let Tile { level, x, y } = tile;
        format!("{}/{level}/{x}/{y}?{}{}&v={version}", self.path, self.query, self.of_page())
    }

    fn of_page(&self) -> String {
        if self.page == 0 { String::new() } else { format!("&page={}", self.page) }
    }
}

/// What the server says of an image's tiles.
#[derive(Debug, Deserialize)]
struct About {
    state: String,
    #[serde(default)]
    progress: f64,
    #[serde(default)]
    version: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    #[serde(default)]
    tile: u32,
    #[serde(default)]
    levels: u32,
    /// Of the file.
    #[serde(default)]
    pages: u32,
}

#[derive(Deserialize)]
struct Refused {
    detail: Option<String>,
    message: Option<String>,
}

/// Why there are no tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoTiles {
    /// The server's own words.
    Refused(String),
    Unreachable,
}

/// Asks until the tiles are made; `progress` hears how far that is, and says whether anybody still waits.
pub async fn ready(address: Address, progress: impl Fn(f64) -> bool) -> Option<Result<Tiles, NoTiles>> {
    loop {
        let about = match ask(&address).await {
            Ok(about) => about,
            Err(why) => return Some(Err(why)),
        };
        if about.state == "ready" && about.width > 0 && about.height > 0 && about.tile > 0 && about.levels > 0
        {
            let pyramid =
                Pyramid { width: about.width, height: about.height, tile: about.tile, levels: about.levels };
            return Some(Ok(Tiles::new(address, about.version, pyramid, about.pages.max(1))));
        }
        if !progress(about.progress) {
            return None;
        }
        browser::sleep(PAUSE).await;
    }
}

async fn ask(address: &Address) -> Result<About, NoTiles> {
    let asked = JsFuture::from(leptos::prelude::window().fetch_with_str(&address.about())).await;
    let answer: web_sys::Response =
        asked.ok().and_then(|answer| answer.dyn_into().ok()).ok_or(NoTiles::Unreachable)?;
    let body = answer.text().map_err(|_| NoTiles::Unreachable)?;
    let text =
        JsFuture::from(body).await.ok().and_then(|text| text.as_string()).ok_or(NoTiles::Unreachable)?;
    if answer.ok() {
        return serde_json::from_str(&text).map_err(|_| NoTiles::Unreachable);
    }
    let said =
        serde_json::from_str::<Refused>(&text).ok().and_then(|refused| refused.detail.or(refused.message));
    Err(said.map_or(NoTiles::Unreachable, NoTiles::Refused))
}

/// The tiles of one image.
pub struct Tiles {
    address: Address,
    version: String,
    pyramid: Pyramid,
    /// How many pages the file has.
    pub pages: u32,
    held: Budget<Tile, HtmlImageElement>,
    coming: HashSet<Tile>,
    /// How often each did not come.
    lost: HashMap<Tile, u8>,
}

impl Tiles {
    fn new(address: Address, version: String, pyramid: Pyramid, pages: u32) -> Self {
        let (coming, lost) = (HashSet::new(), HashMap::new());
        Self { address, version, pyramid, pages, held: Budget::new(MOST), coming, lost }
    }

    pub fn size(&self) -> Size {
        Size { width: f64::from(self.pyramid.width), height: f64::from(self.pyramid.height) }
    }

    /// Paints what is here, on a canvas whose lengths are pixels of the image; coarse below, fine above.
    pub fn paint(&mut self, context: &Context, view: View, stage: Size, density: f64) {
        let level = self.pyramid.level_for(view.scale * density);
        for level in (level..self.pyramid.levels).rev() {
            for tile in self.pyramid.seen(level, view, stage) {
                let place = self.pyramid.place(tile);
                if let Some(image) = self.held.get(&tile) {
                    paint_one(context, image, &place);
                }
            }
        }
    }

    /// The address of the next tile to ask for, if one more may be on its way: the coarsest first, so that something is
    /// seen at once, then what is in the middle of the view.
    pub fn next(&mut self, view: View, stage: Size, density: f64) -> Option<(Tile, String)> {
        if self.coming.len() >= AT_ONCE {
            return None;
        }
        let level = self.pyramid.level_for(view.scale * density);
        let last = self.pyramid.levels - 1;
        let wanted =
            self.pyramid.seen(last, view, stage).into_iter().chain(self.pyramid.seen(level, view, stage));
        let is_new = |tile: &Tile| {
            self.held.peek(tile).is_none()
                && !self.coming.contains(tile)
                && self.lost.get(tile).is_none_or(|times| *times < TRIES)
        };
        let tile = wanted.into_iter().find(is_new)?;
        self.coming.insert(tile);
        Some((tile, self.address.tile(tile, &self.version)))
    }

    /// A tile came, or did not.
    pub fn arrived(&mut self, tile: Tile, image: Option<HtmlImageElement>) {
        self.coming.remove(&tile);
        match image {
            Some(image) => {
                let cost = image.natural_width() as usize * image.natural_height() as usize * 4;
                self.held.put(tile, image, cost);
            }
            None => *self.lost.entry(tile).or_default() += 1,
        }
    }
}

fn paint_one(context: &Context, image: &HtmlImageElement, place: &Extent) {
    // A tile that was let go meanwhile is drawn as nothing.
    let _ = context.draw_image_with_html_image_element_and_dw_and_dh(
        image,
        place.left,
        place.top,
        place.width(),
        place.height(),
    );
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_what_comes_through_this_server_has_tiles() {
        let address = Address::of("/tasks/7/resolve/?fileuri=czM6Ly9i").unwrap();
        assert_eq!(address.about(), "/tasks/7/tiles?fileuri=czM6Ly9i&make=true");
        let tile = Tile { level: 2, x: 3, y: 4 };
        assert_eq!(address.tile(tile, "v1"), "/tasks/7/tiles/2/3/4?fileuri=czM6Ly9i&v=v1");
        assert!(Address::of("https://host/prefix/tasks/7/resolve?fileuri=eA==").is_some());
        for other in [
            "https://example.com/a.tif",
            "/tasks/x/resolve/?fileuri=a",
            "/tasks/7/resolve/",
            "data:image/png;base64,",
        ] {
            assert_eq!(Address::of(other), None, "{other}");
        }
    }

    #[test]
    fn each_page_of_a_file_has_tiles_of_its_own() {
        // s3://b/scan.TIFF
        let address = Address::of("/tasks/7/resolve/?fileuri=czM6Ly9iL3NjYW4uVElGRg==").unwrap();
        assert!(address.is_tiff());
        assert!(Address::of("/tasks/7/resolve/?fileuri=czM6Ly9iL3NjYW4uVElGRg").unwrap().is_tiff());
        let third = address.page(2);
        assert!(third.about().ends_with("&page=2&make=true"));
        assert!(third.tile(Tile { level: 0, x: 1, y: 0 }, "v1").ends_with("&page=2&v=v1"));
        assert!(!Address::of("/tasks/7/resolve/?fileuri=czM6Ly9i").unwrap().is_tiff());
    }
}
