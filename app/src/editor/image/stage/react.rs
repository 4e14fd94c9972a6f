//! What a stage reacts to: regions that change, what is hidden, locked or selected, a view that moves. Each says what has
//! to be painted again; nothing is painted here.

use super::Stage;
use crate::editor::css;
use crate::editor::doc::RegionView;
use crate::editor::image::overlay::OverlayFigure;
use crate::editor::image::relations::Link;
use crate::editor::image::scene::Change;
use crate::editor::image::source::Loading;
use crate::editor::image::styles::{Style, StyleKey};
use crate::editor::keyboard::listen_to;
use crate::model::geometry::Size;
use crate::model::result::{Area, Relation};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Stage {
    /// Keeps what is painted true.
    pub fn react(self) {
        self.follow_regions();
        self.follow_states();
        self.follow_relations();
        self.follow_view();
        self.follow_hand();
        self.follow_selection();
        self.follow_turns();
        self.announce();
        on_cleanup(move || self.keep_view());
        // A window that is moved to another screen has other pixels.
        listen_to::<web_sys::Event>(&window(), "resize", move |_| self.picture_changed());
    }

    fn follow_regions(self) {
        Effect::new(move |before: Option<Option<(Size, u32)>>| {
            let item = self.item();
            let Loading::Here(image) = self.loading.get() else { return None };
            let now = Some((image, item));
            if before.flatten() != now {
                self.easel.begin(image);
            }
            let change = self.work.regions.with(|all| untrack(|| self.sync(all, item)));
            // The arrows at what moved lie anywhere.
            let has_links = self.easel.links.with_value(|links| !links.is_empty());
            let change = if has_links && change != Change::Nothing { Change::All } else { change };
            if change != Change::Nothing {
                self.easel.changed(change);
                self.easel.dirty.update_value(|dirty| dirty.above = true);
                self.round.update(|n| *n += 1);
                self.ask_frame();
            }
            now
        });
    }

    fn sync(&self, all: &[Arc<RegionView>], item: u32) -> Change {
        let (own, has_items) = (self.object.get_value(), self.has_items());
        let is_here = |r: &&Arc<RegionView>| r.object == own && (!has_items || r.item.unwrap_or(0) == item);
        let here: Vec<Arc<RegionView>> = all.iter().filter(is_here).cloned().collect();
        let setup = self.work.setup();
        let controls = setup.config.controls();
        self.work.paper.with_untracked(|paper| {
            let drawn_by =
                |id: &str| paper.document.region(id).and_then(|region| region.parts.first()?.control);
            // What is suggested stands in no document yet.
            let labels_by = |region: &RegionView| {
                let control = &region.labels.first()?.control;
                controls.iter().position(|known| known.name == *control)
            };
            let make = |key: &StyleKey| {
                let style = key.2.and_then(|at| controls.get(at)).and_then(|control| control.style());
                Style::of(&key.0, key.1, style, key.3)
            };
            self.work.hidden.with_untracked(|hidden| {
                self.work.locked.with_untracked(|locked| {
                    let state =
                        |r: &RegionView| (hidden.contains(&r.id), r.readonly || locked.contains(&r.id));
                    let mut change = Change::Nothing;
                    self.easel.scene.update_value(|scene| {
                        self.easel.styles.update_value(|styles| {
                            let style = |region: &RegionView| {
                                let is_mask = matches!(region.area, Area::Brush(_) | Area::Bitmask(_));
                                let key = (
                                    region.color.clone(),
                                    !region.labels.is_empty(),
                                    drawn_by(&region.id).or_else(|| labels_by(region)),
                                    is_mask,
                                );
                                styles.number(key, make)
                            };
                            change = scene.sync(&here, style, state);
                        });
                    });
                    change
                })
            })
        })
    }

    fn follow_states(self) {
        Effect::new(move |_| {
            let change = self.work.hidden.with(|hidden| {
                self.work.locked.with(|locked| {
                    let state =
                        |r: &RegionView| (hidden.contains(&r.id), r.readonly || locked.contains(&r.id));
                    self.easel.scene.try_update_value(|scene| scene.set_states(state)).unwrap_or_default()
                })
            });
            let has_links = self.easel.links.with_value(|links| !links.is_empty());
            if change != Change::Nothing {
                self.easel.changed(if has_links { Change::All } else { change });
                self.above_changed();
            }
        });
    }

    fn follow_relations(self) {
        let relations = Memo::new(move |_| self.work.paper.with(|p| p.document.relations().to_vec()));
        Effect::new(move |_| {
            let shown = self.settings.with(|s| s.show_relations);
            let off = self.work.hidden_relations.get();
            let is_shown = |one: &Relation| shown && !off.contains(&(one.from.clone(), one.to.clone()));
            let setup = self.work.setup();
            let options = &setup.config.relations().options;
            let color = |label: &str| {
                let option = options.iter().find(|option| option.value == label)?;
                option.background.as_deref().and_then(css::color)
            };
            let links: Vec<Link> = relations
                .with(|all| all.iter().filter(|one| is_shown(one)).map(|one| Link::of(one, color)).collect());
            if self.easel.links.with_value(|known| **known != links) {
                self.easel.links.set_value(Arc::new(links));
                self.easel.changed(Change::All);
                self.above_changed();
            }
        });
    }

    fn follow_view(self) {
        Effect::new(move |_| {
            self.back.track();
            self.below.track();
            self.above.track();
            self.loading.track();
            self.size.track();
            self.view.track();
            self.picture_changed();
            self.work.anchors.shift();
        });
        let grid = Memo::new(move |_| self.light.with(|light| light.grid));
        Effect::new(move |_| {
            self.settings.track();
            grid.track();
            self.easel.changed(Change::All);
            self.ask_frame();
        });
    }

    /// What is drawn or changed is painted above, and not at rest.
    fn follow_hand(self) {
        Effect::new(move |_| {
            let moving = self.overlay.with(|overlay| overlay.as_ref().map_or_else(BTreeSet::new, moved_by));
            let before = self.easel.moving.get_value();
            if before != moving {
                let both: BTreeSet<String> = before.symmetric_difference(&moving).cloned().collect();
                let has_links = self.easel.links.with_value(|links| !links.is_empty());
                let change = self.easel.scene.with_value(|scene| scene.places(&both));
                self.easel.moving.set_value(moving);
                self.easel.changed(if has_links { Change::All } else { change });
            }
            self.above_changed();
        });
        Effect::new(move |_| {
            self.handles.track();
            self.pointer.track();
            self.light.track();
            self.work.picked.track();
            self.work.active.track();
            self.work.tool.track();
            self.above_changed();
        });
    }

    /// A region of another picture that is selected brings its picture, and one out of sight is brought into it when it
    /// was not a hand on the image that selected it.
    fn follow_selection(self) {
        Effect::new(move |before: Option<Option<String>>| {
            let selected = self.work.selected.get();
            let new = before.is_some_and(|before| before != selected);
            let Some(id) = selected.clone().filter(|_| new) else { return selected };
            let region = untrack(|| self.work.region(&id));
            if let Some(region) = region.filter(|r| self.object.with_value(|own| *own == r.object)) {
                let item = region.item.unwrap_or(0);
                if self.has_items() && item != untrack(|| self.item()) {
                    self.show(item);
                } else if untrack(|| self.pointer.get()).is_none() {
                    self.show_region(&id);
                }
            }
            selected
        });
    }

    /// Everything is looked at again.
    pub(in crate::editor::image) fn picture_changed(&self) {
        self.easel.dirty.update_value(|dirty| {
            dirty.picture = true;
            dirty.above = true;
        });
        self.ask_frame();
    }

    /// What is above is painted again.
    pub(super) fn above_changed(&self) {
        self.easel.dirty.update_value(|dirty| dirty.above = true);
        self.ask_frame();
    }
}

/// The regions that are painted with what is being drawn or changed.
fn moved_by(overlay: &OverlayFigure) -> BTreeSet<String> {
    overlay.id.iter().chain(overlay.along.iter().map(|(id, _)| id)).cloned().collect()
}
