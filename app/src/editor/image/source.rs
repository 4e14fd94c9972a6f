//! Gets the picture of a stage: asks for it, says why when it does not come, and turns to the server's tiles for what the
//! browser cannot show, or not well.

use super::picture::{self, Picture, Whole};
use super::stage::Stage;
use super::tiles::{self, Address, NoTiles};
use crate::editor::fetch::{self, Trouble};
use crate::model::config::CrossOrigin;
use crate::model::geometry::Size;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlImageElement, ImageBitmap};

/// How far the picture is.
#[derive(Clone, Debug, PartialEq)]
pub enum Loading {
    Asked,
    /// The server makes tiles of it; how far it is, from 0 to 1.
    Making(f64),
    Here(Size),
    Failed(Trouble),
    /// The server makes no tiles of it, in its own words.
    Refused(String),
}

/// What is shown where there are no tiles.
enum Instead {
    Nothing,
    /// The picture as the browser shows it after all.
    Whole(HtmlImageElement, Size),
    /// Whatever the browser makes of it.
    Browser,
}

/// A browser shows images of up to so many pixels well by itself.
const SHOWN_WELL: f64 = 40_000_000.0;

/// Asks for the picture, again if need be.
#[derive(Clone, Copy)]
pub struct Loader {
    stage: Stage,
    /// Counts what was asked for: what comes late for another picture is not taken.
    round: StoredValue<u32>,
    /// How often this picture was asked for.
    tries: StoredValue<u32>,
    /// Fetched ahead, so that the next picture is here when it is asked for.
    ahead: StoredValue<Vec<HtmlImageElement>, LocalStorage>,
}

impl Loader {
    pub fn new(stage: Stage) -> Self {
        Self {
            stage,
            round: StoredValue::new(0),
            tries: StoredValue::new(0),
            ahead: StoredValue::new_local(Vec::new()),
        }
    }

    /// Loads the picture that shows, and another when another is to show.
    pub fn follow(self) {
        let item = Memo::new(move |_| self.stage.item());
        Effect::new(move |_| {
            // Read, not only followed: a memo that nobody has read follows nothing itself.
            item.get();
            self.tries.set_value(0);
            untrack(|| self.load());
        });
    }

    /// Asks for the picture that shows.
    pub fn load(self) {
        self.tries.update_value(|n| *n += 1);
        match self.address().filter(Address::is_tiff) {
            Some(address) => self.ask_tiles(self.begin(), address, Instead::Browser),
            None => self.ask(true),
        }
    }

    fn url(self) -> Option<String> {
        self.stage.place().map(|(url, _)| url)
    }

    /// Where its tiles are, if it can have any.
    fn address(self) -> Option<Address> {
        let (url, page) = self.stage.place()?;
        Some(Address::of(&url)?.page(page))
    }

    /// What was asked for before is not waited for any more.
    fn begin(self) -> u32 {
        self.round.update_value(|n| *n += 1);
        self.stage.loading.set(Loading::Asked);
        self.stage.picture.set_value(None);
        self.round.get_value()
    }

    fn ask(self, for_pixels: bool) {
        let (Some(url), Ok(image)) = (self.url(), HtmlImageElement::new()) else {
            return self.stage.loading.set(Loading::Failed(Trouble::NotAnImage));
        };
        let round = self.begin();
        let said = self.stage.look.with_value(|look| look.cross_origin);
        let asked = if for_pixels { self.stage.asked_as() } else { said };
        let by_tool = asked != said;
        image.set_cross_origin(asked.attribute());
        let arrived = image.clone();
        let on_load = Closure::once_into_js(move || self.arrived(round, arrived));
        // Without the leave the picture can still be looked at.
        let on_error =
            Closure::once_into_js(move || if by_tool { self.again(round) } else { self.failed(round) });
        image.set_onload(Some(on_load.unchecked_ref()));
        image.set_onerror(Some(on_error.unchecked_ref()));
        image.set_decoding("async");
        image.set_src(&fresh(&url, self.tries.get_value()));
    }

    /// Still the picture that is asked for.
    fn is_now(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    fn again(self, round: u32) {
        if self.is_now(round) {
            self.ask(false);
        }
    }

    fn arrived(self, round: u32, image: HtmlImageElement) {
        // The task may have been left while the picture was on its way.
        if !self.is_now(round) {
            return;
        }
        let size =
            Size { width: f64::from(image.natural_width()), height: f64::from(image.natural_height()) };
        if size.width <= 0.0 || size.height <= 0.0 {
            return self.stage.loading.set(Loading::Failed(Trouble::NotAnImage));
        }
        match self.address().filter(|_| size.width * size.height > SHOWN_WELL) {
            Some(address) => self.ask_tiles(round, address, Instead::Whole(image, size)),
            None => self.show_whole(round, image, size),
        }
    }

    fn show_whole(self, round: u32, image: HtmlImageElement, size: Size) {
        self.stage.picture.set_value(Some(Picture::Whole(Whole::new(image.clone(), size))));
        self.here(size);
        spawn_local(async move {
            let bitmap = picture::decode(&image).await;
            if !self.is_now(round) {
                return bitmap.iter().for_each(ImageBitmap::close);
            }
            let taken = self
                .stage
                .picture
                .try_update_value(|picture| picture.as_mut().map(|picture| picture.decoded(bitmap)));
            if taken.flatten() == Some(true) {
                self.stage.picture_changed();
            }
        });
    }

    fn here(self, size: Size) {
        self.stage.loading.set(Loading::Here(size));
        self.stage.arrived(size);
        self.fetch_ahead();
    }

    fn failed(self, round: u32) {
        let Some(url) = self.is_now(round).then(|| self.url()).flatten() else { return };
        spawn_local(async move {
            let trouble = fetch::diagnose(&url).await;
            if !self.is_now(round) {
                return;
            }
            match self.address().filter(|_| trouble == Trouble::NotAnImage) {
                Some(address) => self.ask_tiles(round, address, Instead::Nothing),
                None => self.stage.loading.set(Loading::Failed(trouble)),
            }
        });
    }

    /// Has the server make tiles.
    fn ask_tiles(self, round: u32, address: Address, instead: Instead) {
        let progress = move |done: f64| {
            let waits = self.is_now(round);
            if waits {
                self.stage.loading.set(Loading::Making(done.clamp(0.0, 1.0)));
            }
            waits
        };
        spawn_local(async move {
            let made = tiles::ready(address, progress).await;
            if !self.is_now(round) {
                return;
            }
            match (made, instead) {
                (Some(Ok(tiles)), _) => {
                    let size = tiles.size();
                    self.stage.found_pages(tiles.pages);
                    self.stage.picture.set_value(Some(Picture::Tiles(Box::new(tiles))));
                    self.here(size);
                }
                (_, Instead::Whole(image, size)) => self.show_whole(round, image, size),
                (_, Instead::Browser) if !self.stage.has_items() => self.ask(true),
                (Some(Err(NoTiles::Refused(why))), _) => self.stage.loading.set(Loading::Refused(why)),
                _ => self.stage.loading.set(Loading::Failed(Trouble::NotAnImage)),
            }
        });
    }

    /// The pictures before and after this one. Pages would have to be cut into tiles, which takes its time.
    fn fetch_ahead(self) {
        if self.stage.is_paged() {
            return;
        }
        let item = untrack(|| self.stage.item()) as usize;
        let urls = self.stage.urls.get_value();
        let near = [item.checked_add(1), item.checked_sub(1)];
        let images = near.into_iter().flatten().filter_map(|at| {
            let image = HtmlImageElement::new().ok()?;
            image.set_cross_origin(self.stage.asked_as().attribute());
            image.set_src(urls.get(at)?);
            Some(image)
        });
        self.ahead.set_value(images.collect());
    }
}

impl Stage {
    /// How its pictures are asked for.
    pub fn asked_as(&self) -> CrossOrigin {
        let setup = self.work.setup();
        let object = self.object.get_value();
        self.look.with_value(|look| look.asked_as(&setup.config, &object))
    }

    /// Asks for tiles that are in sight and not here.
    pub(in crate::editor::image) fn ask_tiles(&self, ground: super::layers::Ground) {
        let stage = *self;
        loop {
            let next = stage.picture.try_update_value(|picture| match picture {
                Some(Picture::Tiles(tiles)) => tiles.next(ground.view, ground.stage, ground.density),
                _ => None,
            });
            let Some((tile, url)) = next.flatten() else { return };
            let Ok(image) = HtmlImageElement::new() else { return };
            let arrived = image.clone();
            let take = move |image: Option<HtmlImageElement>| {
                let known = stage.picture.try_update_value(|picture| {
                    if let Some(Picture::Tiles(tiles)) = picture {
                        tiles.arrived(tile, image);
                    }
                });
                if known.is_some() {
                    stage.picture_changed();
                }
            };
            image.set_onload(Some(Closure::once_into_js(move || take(Some(arrived))).unchecked_ref()));
            image.set_onerror(Some(Closure::once_into_js(move || take(None)).unchecked_ref()));
            image.set_decoding("async");
            image.set_src(&url);
        }
    }
}

/// Asked again, the address differs, for a browser remembers a redirect to an address that has expired since.
fn fresh(url: &str, tries: u32) -> String {
    if tries <= 1 || url.starts_with("data:") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}retry={tries}")
}
