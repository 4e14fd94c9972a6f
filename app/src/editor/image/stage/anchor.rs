//! Where regions of an image are on the screen, for lines that lead to other objects.

use super::Stage;
use crate::editor::anchors::Surface;
use crate::editor::image::overlay::{Along, OverlayFigure};
use crate::model::geometry::Extent;
use leptos::prelude::*;
use web_sys::DomRect;

impl Stage {
    /// Tells it for as long as the current owner lives.
    pub(super) fn announce(self) {
        let rect = Box::new(move |id: &str| self.rect_on_screen(id));
        self.work.anchors.register(self.object.get_value(), Surface { rect, snap: None });
    }

    /// In pixels of the window. What is panned out of sight is met at the edge of the stage, for no line should lead across
    /// what stands beside it.
    fn rect_on_screen(&self, id: &str) -> Option<DomRect> {
        let canvas = self.above.try_get_untracked().flatten()?;
        let place = self.view.try_get_untracked()?.extent_to_screen(&self.place_now(id)?);
        let place = within(&place, &canvas);
        let origin = canvas.get_bounding_client_rect();
        let (x, y) = (origin.left() + place.left, origin.top() + place.top);
        DomRect::new_with_x_and_y_and_width_and_height(x, y, place.width(), place.height()).ok()
    }

    /// A region that a hand moves just now is where it would be.
    fn place_now(&self, id: &str) -> Option<Extent> {
        let moved = self.overlay.try_with_untracked(|overlay| moved_to(overlay.as_ref()?, id)).flatten();
        moved.or_else(|| self.easel.scene.try_with_value(|scene| scene.place(scene.slot(id)?)).flatten())
    }
}

fn moved_to(overlay: &OverlayFigure, id: &str) -> Option<Extent> {
    if overlay.id.as_deref() == Some(id) {
        return overlay.figure.bounds().map(Extent::from);
    }
    overlay.along.iter().find(|(known, _)| known == id).and_then(|(_, along)| match along {
        Along::As(figure) => figure.bounds().map(Extent::from),
        Along::Shifted(_) => None,
    })
}

fn within(place: &Extent, stage: &web_sys::HtmlCanvasElement) -> Extent {
    let (width, height) = (f64::from(stage.client_width()), f64::from(stage.client_height()));
    Extent {
        left: place.left.clamp(0.0, width),
        top: place.top.clamp(0.0, height),
        right: place.right.clamp(0.0, width),
        bottom: place.bottom.clamp(0.0, height),
    }
}
