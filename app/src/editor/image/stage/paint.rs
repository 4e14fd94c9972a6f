//! When the two canvases of a stage are painted, and with what on them. Changes nothing; how strokes are made is the
//! business of `draw`.

use super::Stage;
use crate::editor::image::draw::{self, Look};
use crate::editor::regions::title_of;
use crate::editor::state::Work;
use crate::model::geometry::{Rect, Size};
use crate::model::result::Area;
use leptos::prelude::*;

impl Stage {
    /// Paints whenever something changed, once a frame.
    pub fn paint_when_needed(self) {
        let (below_asked, above_asked) = (StoredValue::new(false), StoredValue::new(false));
        Effect::new(move |_| {
            self.below.track();
            self.loading.track();
            self.size.track();
            self.view.track();
            self.looks.track();
            self.preview.track();
            soon(below_asked, move || self.paint_below());
        });
        Effect::new(move |_| {
            self.above.track();
            self.size.track();
            self.view.track();
            self.looks.track();
            self.preview.track();
            self.pointer.track();
            self.work.active.track();
            self.work.tool.track();
            soon(above_asked, move || self.paint_above());
        });
    }

    fn paint_below(&self) {
        let (Some(Some(canvas)), Some(size)) =
            (self.below.try_get_untracked(), self.size.try_get_untracked())
        else {
            return;
        };
        let Some(context) = draw::prepare(&canvas, size) else { return };
        let (Some(natural), view) = (self.natural(), self.view.get_untracked()) else { return };
        self.image.with_value(|image| {
            if let Some(image) = image {
                draw::image(&context, image, natural, view, self.smooth);
            }
        });
        let changing = self.preview.with_untracked(|p| p.as_ref().and_then(|(id, _)| id.clone()));
        self.looks.with_untracked(|looks| {
            let names = looks.len() <= 400;
            for look in looks.iter().filter(|l| !l.selected && Some(&l.id) != changing.as_ref()) {
                draw::region(&context, look, view, size, names);
            }
        });
    }

    fn paint_above(&self) {
        let (Some(Some(canvas)), Some(size)) =
            (self.above.try_get_untracked(), self.size.try_get_untracked())
        else {
            return;
        };
        let Some(context) = draw::prepare(&canvas, size) else { return };
        let (Some(natural), view) = (self.natural(), self.view.get_untracked()) else { return };
        let preview = self.preview.get_untracked();
        let selected = self.selected();
        match (&preview, selected) {
            (Some((Some(id), shape)), selected) => {
                let look = selected.filter(|l| l.id == *id).or_else(|| self.look_of(id));
                if let Some(look) = look {
                    let look = Look { shape: shape.to_pixels(natural), selected: true, ..look };
                    draw::region(&context, &look, view, size, true);
                }
            }
            (_, Some(look)) => {
                draw::region(&context, &look, view, size, true);
                if !look.locked {
                    draw::handles(&context, &look.shape, view, self.work.can_rotate(&look.id));
                }
            }
            _ => {}
        }
        if let Some((None, shape)) = preview {
            draw::region(&context, &self.look_of_new(shape.to_pixels(natural)), view, size, false);
        }
        let drawing = self.may_draw();
        if let Some(at) = self.pointer.get_untracked().filter(|_| drawing || self.crosshair) {
            draw::crosshair(&context, at, size);
        }
    }

    fn look_of(&self, id: &str) -> Option<Look> {
        self.looks.with_untracked(|looks| looks.iter().find(|l| l.id == id).cloned())
    }

    /// How a box looks that is being drawn: as the region it will be.
    fn look_of_new(&self, shape: Rect) -> Look {
        let setup = self.work.setup();
        let active = self.work.active_for(&self.object.get_value());
        let color =
            active.first().map_or_else(|| "#0a62a8".to_owned(), |a| setup.color(&a.control, &a.value));
        Look {
            id: String::new(),
            rect: shape,
            shape,
            color,
            title: String::new(),
            stroke: 2.0,
            fill: 0.2,
            selected: true,
            locked: false,
        }
    }
}

/// Asks for a frame unless one is asked for already.
fn soon(asked: StoredValue<bool>, paint: impl Fn() + 'static) {
    if asked.get_value() {
        return;
    }
    asked.set_value(true);
    request_animation_frame(move || {
        if asked.try_get_value().is_some() {
            asked.set_value(false);
            paint();
        }
    });
}

/// Every visible box of an image, as it is painted.
pub(super) fn looks(work: Work, object: &str, natural: Size) -> Vec<Look> {
    let setup = work.setup();
    let selected = work.selected.get();
    work.hidden.with(|hidden| {
        work.locked.with(|locked| {
            work.regions.with(|all| {
                all.iter()
                    .filter(|r| r.object == object && !hidden.contains(&r.id))
                    .filter_map(|r| {
                        let Area::Box(rect) = r.area else { return None };
                        let style = r.labels.first().and_then(|l| setup.style_of(&l.control));
                        Some(Look {
                            rect,
                            shape: rect.to_pixels(natural),
                            color: r.color.clone(),
                            title: if r.labels.is_empty() { String::new() } else { title_of(r) },
                            stroke: style.map_or(2.0, |s| s.stroke_width.clamp(1.0, 12.0)).max(1.5),
                            fill: style.map_or(0.2, |s| s.opacity.clamp(0.0, 0.9)),
                            selected: selected.as_ref() == Some(&r.id),
                            locked: r.readonly || locked.contains(&r.id),
                            id: r.id.clone(),
                        })
                    })
                    .collect()
            })
        })
    })
}
